import { withIdempotency } from '../../http/idempotency.ts'
import { failures, IdParams } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import { persist } from '../../infra/retry.ts'
import { ReviewedSchema, ReviewMessages } from '../../messages/review/schema.ts'
import { reviewCampaign, tellReviewed } from './review.ts'

/** /api/v1/campaigns: messages of uncertain fate */
export const campaignReviewRoutes: Routes = async (app) => {
  app.post(
    '/:id/review',
    {
      config: { permission: 'campaigns:launch' },
      schema: {
        tags: ['campaigns'],
        summary: 'Send messages of uncertain fate again, or give them up',
        description:
          'Those in state `needs_review`: they left us, and no answer came. Sent again, the gate is asked again, and a completed campaign runs until they are settled. With `Idempotency-Key` a repeated request gets the first answer.',
        params: IdParams,
        body: ReviewMessages,
        response: { 200: ReviewedSchema, ...failures(401, 403, 404, 409, 422) },
      },
    },
    async (request, reply) => {
      const { actor, params, body } = request
      // Two transactions may meet at a chunk: the request is then simply done again.
      const { runId, ...answer } = await persist(
        () => withIdempotency(request, reply, (trx) => reviewCampaign(trx, actor, params.id, body)),
        { signal: AbortSignal.timeout(20_000), graceMs: 0 },
      )
      await tellReviewed(app.core, actor.workspaceId, runId)
      return answer
    },
  )
}
