import Type from 'typebox'
import { notFound, Problem } from '../../errors.ts'
import { withIdempotency } from '../../http/idempotency.ts'
import { failures, StringEnum } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import { bareClient } from '../../infra/bare-client.ts'
import type { Trx } from '../../infra/postgres.ts'
import { persist } from '../../infra/retry.ts'
import type { Actor } from '../../workspaces/actor.ts'
import { audit } from '../../workspaces/audit.ts'
import { parseSendKey } from '../key.ts'
import { STATE, stateName } from '../states.ts'
import { reviewMessages } from './review.ts'
import { type ReviewAction, ReviewMessage } from './schema.ts'

const Answer = Type.Object(
  { id: Type.String(), state: StringEnum(['queued', 'failed', 'suppressed'] as const) },
  { $id: 'ReviewedMessage' },
)

/** /api/v1/messages: single messages of uncertain fate */
export const messageReviewRoutes: Routes = async (app) => {
  app.post(
    '/:id/review',
    {
      config: { permission: 'messages:send' },
      schema: {
        tags: ['messages'],
        summary: 'Send a single message of uncertain fate again, or give it up',
        description: 'With `Idempotency-Key`. Those of a campaign are decided at the campaign.',
        params: Type.Object({ id: Type.String({ maxLength: 80 }) }),
        body: ReviewMessage,
        response: { 200: Answer, ...failures(401, 403, 404, 409, 422) },
      },
    },
    (request, reply) =>
      persist(
        () =>
          withIdempotency(request, reply, (trx) =>
            reviewOne(trx, request.actor, request.params.id, request.body.action),
          ),
        { signal: AbortSignal.timeout(20_000), graceMs: 0 },
      ),
  )
}

async function reviewOne(trx: Trx, actor: Actor, id: string, action: ReviewAction) {
  const { workspaceId } = actor
  const key = parseSendKey(id)
  if (!key) throw notFound('message')
  const { runId, contactId, step } = key
  const find = () => trx('messages').where({ workspace_id: workspaceId, run_id: runId, contact_id: contactId, step })
  const message = await find().first('state')
  if (!message) throw notFound('message')
  const run = await trx('runs').where({ workspace_id: workspaceId, id: runId }).first('kind')
  if (run.kind === 'campaign')
    throw new Problem('conflict', 'This message belongs to a campaign; it is decided there, with all that are like it.')
  const { changed } = await reviewMessages(await bareClient(trx), { workspaceId, runId }, action, [{ contactId, step }])
  if (!changed)
    throw new Problem('conflict', `The message is ${stateName(message.state)}; only one that needs review is decided.`)
  await audit(trx, actor, {
    action: 'message.review',
    objectType: 'message',
    objectId: id,
    before: { state: stateName(STATE.needs_review) },
    after: { action },
  })
  const { state } = await find().first('state')
  return { id, state: stateName(state) as 'queued' | 'failed' | 'suppressed' }
}
