import { createRecorder } from '../../../core/events/tracking/recorder.ts'
import * as behaviour from '../../../core/messages/behaviour.ts'
import type { Stage } from '../support.ts'

/** People of a run follow its first link and open its mail, long after it left: not as software does. */
export async function visit(s: Stage, campaign: { id: string; runId: string }, people: number): Promise<void> {
  const { core, workspaceId } = s.t
  const { rows } = await core.db.directSystem(async (client) => {
    await client.query(`UPDATE messages SET at = now() - interval '1 hour' WHERE run_id = $1`, [campaign.runId])
    return client.query(
      'SELECT contact_id FROM messages WHERE run_id = $1 AND state = 3 ORDER BY contact_id LIMIT $2',
      [campaign.runId, people],
    )
  })
  const step = {
    workspaceId,
    campaignId: campaign.id,
    runId: campaign.runId,
    step: 0,
    channel: 'email',
    defaultLocale: 'en',
    links: {},
  }
  const recorder = createRecorder(core, behaviour)
  const at = Date.now()
  for (const { contact_id } of rows)
    recorder.add(step, contact_id, { kind: 'click', link: 0, locale: 'en', total: 1, machine: false, at })
  if (rows[0])
    recorder.add(step, rows[0].contact_id, { kind: 'click', link: 0, locale: 'en', total: 1, machine: true, at })
  await recorder.close()
}
