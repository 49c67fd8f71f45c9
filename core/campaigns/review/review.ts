import type { Core } from '../../context.ts'
import { invalid, Problem } from '../../errors.ts'
import { bareClient } from '../../infra/bare-client.ts'
import type { Trx } from '../../infra/postgres.ts'
import { parseSendKey } from '../../messages/key.ts'
import { type Chosen, reviewMessages } from '../../messages/review/review.ts'
import type { ReviewMessages } from '../../messages/review/schema.ts'
import type { Actor } from '../../workspaces/actor.ts'
import { audit } from '../../workspaces/audit.ts'
import { findCampaign } from '../launch.ts'
import { CampaignRow } from '../model.ts'
import { reportProgress } from '../progress.ts'

/**
 * Decides messages of a campaign of which nobody knows whether they left. Sent again, a campaign that had ended goes on until they
 * are settled, and ends once more. @throws Problem not_found, conflict, or 422 for keys that are not of this campaign
 */
export async function reviewCampaign(
  trx: Trx,
  actor: Actor,
  id: string,
  input: ReviewMessages,
): Promise<{ runId: string; changed: number; left: number }> {
  const { workspaceId } = actor
  const row = await findCampaign(trx, workspaceId, id)
  if (!row.runId) throw new Problem('conflict', 'The campaign has not been launched.')
  const { runId } = row
  const chosen = chosenOf(runId, input)
  const client = await bareClient(trx)
  const { reopened, ...reviewed } = await reviewMessages(client, { workspaceId, runId }, input.action, chosen)
  if (reopened)
    await CampaignRow.query(trx)
      .where({ workspace_id: workspaceId, id, run_id: runId, state: 'completed' })
      .patch({ state: 'running', finishedAt: null, updatedAt: new Date() })
  if (reviewed.changed)
    await audit(trx, actor, {
      action: 'campaign.review',
      objectType: 'campaign',
      objectId: id,
      after: { action: input.action, messages: reviewed.changed, left: reviewed.left, reopened },
    })
  return { runId, ...reviewed }
}

function chosenOf(runId: string, { messages, all }: ReviewMessages): Chosen {
  if (Boolean(messages) === Boolean(all))
    throw invalid([{ field: '/messages', code: 'required', message: 'Give either messages or all.' }])
  if (!messages) return null
  return messages.map((key, index) => {
    const parts = parseSendKey(key)
    if (parts?.runId === runId) return parts
    throw invalid([
      { field: `/messages/${index}`, code: 'unknown', message: 'This is not a message of this campaign.' },
    ])
  })
}

/** Tells the panel at once; what is told late is told all the same. */
export async function tellReviewed(core: Core, workspaceId: string, runId: string): Promise<void> {
  await reportProgress(core, workspaceId, runId).catch((error) =>
    core.log.warn({ err: error.message, run: runId }, 'progress was not told'),
  )
}
