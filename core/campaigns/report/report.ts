import type pg from 'pg'
import type { Core } from '../../context.ts'
import { Problem } from '../../errors.ts'
import { readLinks, readRollup } from '../../events/rollups.ts'
import { stateName } from '../../messages/states.ts'
import { findCampaign } from '../launch.ts'
import { type CampaignRow, showCampaign } from '../model.ts'
import { readProgress } from '../progress.ts'
import { readCauses } from './failures.ts'
import { ratesOf } from './rates.ts'

/** Everything that the page of a launched campaign shows, in one answer. @throws Problem not_found, conflict before the launch */
export async function readReport(core: Core, workspaceId: string, id: string) {
  const row = await core.db.tenant(workspaceId, (trx) => findCampaign(trx, workspaceId, id))
  if (!row.runId) throw new Problem('conflict', 'The campaign has not been launched.')
  const progress = await readProgress(core, workspaceId, row.runId)
  if (!progress) throw new Problem('conflict', 'The campaign has not been launched.')
  const { figures, failures, speed } = progress
  const [{ rollup, links }, parts] = await Promise.all([
    core.db.tenant(workspaceId, async (trx) => ({
      rollup: await readRollup(trx, workspaceId, id),
      links: await readLinks(trx, workspaceId, id),
    })),
    core.db.direct(workspaceId, (client) => readParts(core, client, workspaceId, row, failures)),
  ])
  return {
    campaign: showCampaign(row),
    figures,
    rates: ratesOf(figures),
    states: progress.states,
    speed,
    ...parts,
    engagement: engagementOf(rollup.kinds, figures),
    channels: rollup.channels,
    links,
    hours: [...rollup.hours].reverse(),
  }
}
export type Report = Awaited<ReturnType<typeof readReport>>

async function readParts(
  core: Core,
  client: pg.PoolClient,
  workspaceId: string,
  row: CampaignRow,
  failures: Record<string, number>,
) {
  const runId = row.runId!
  const steps = await readSteps(client, workspaceId, runId)
  const providers = [...new Set(steps.flatMap((step) => (step.account?.provider ? [step.account.provider] : [])))]
  return {
    steps,
    causes: await readCauses(client, core.registries, workspaceId, { id: row.id, providers, failures }),
    excluded: await readExcluded(client, workspaceId, runId),
    waves: await readWaves(client, workspaceId, runId),
  }
}

/** Opens and clicks: people, visits by people, and those by software. */
function engagementOf(kinds: Record<string, number>, figures: { opened: number; clicked: number }) {
  const of = (kind: string) => kinds[kind] ?? 0
  return {
    opened: { people: figures.opened, total: of('opened'), machine: of('machine_opened') },
    clicked: { people: figures.clicked, total: of('clicked'), machine: of('machine_clicked') },
    unsubscribed: of('unsubscribed'),
    complained: of('complained'),
    replied: of('replied'),
  }
}

async function readSteps(client: pg.PoolClient, workspaceId: string, runId: string) {
  const steps = await client.query(
    `SELECT s.step, s.channel, s.template_id, s.template_version, t.name AS template_name, s.account_id, a.name AS account_name, a.provider
     FROM run_steps s LEFT JOIN accounts a ON a.workspace_id = s.workspace_id AND a.id = s.account_id
     LEFT JOIN templates t ON t.workspace_id = s.workspace_id AND t.id = s.template_id
     WHERE s.workspace_id = $1 AND s.run_id = $2 ORDER BY s.step`,
    [workspaceId, runId],
  )
  const counts = await client.query(
    'SELECT step, state, sum(count)::bigint AS count FROM run_counts WHERE workspace_id = $1 AND run_id = $2 GROUP BY 1, 2 HAVING sum(count) <> 0',
    [workspaceId, runId],
  )
  return steps.rows.map((row) => ({
    step: row.step as number,
    channel: row.channel as string,
    // An account or a template may be gone since.
    account: row.account_name && { id: row.account_id, name: row.account_name, provider: row.provider },
    template: row.template_name && { id: row.template_id, name: row.template_name, version: row.template_version },
    states: Object.fromEntries(
      counts.rows.filter((one) => one.step === row.step).map((one) => [stateName(one.state), Number(one.count)]),
    ),
  }))
}

/** Who was kept back, by reason; most first. */
async function readExcluded(client: pg.PoolClient, workspaceId: string, runId: string) {
  const { rows } = await client.query(
    `SELECT reason, sum(count)::bigint AS count FROM run_counts WHERE workspace_id = $1 AND run_id = $2 AND state = 30
     GROUP BY reason HAVING sum(count) > 0 ORDER BY 2 DESC, 1`,
    [workspaceId, runId],
  )
  return rows as { reason: string; count: number }[]
}

/** Each time zone of the schedule: when it is due, how many messages it has and how many are worked through. From the chunks: 1 M messages are 1,000 rows. */
async function readWaves(client: pg.PoolClient, workspaceId: string, runId: string) {
  const { rows } = await client.query(
    `SELECT w.wave, w.time_zone AS "timeZone", w.due_at AS "dueAt", coalesce(sum(c.size), 0)::bigint AS messages,
       coalesce(sum(c.size) FILTER (WHERE c.state = 'done'), 0)::bigint AS done
     FROM run_waves w LEFT JOIN chunks c ON c.workspace_id = w.workspace_id AND c.run_id = w.run_id AND c.wave = w.wave
     WHERE w.workspace_id = $1 AND w.run_id = $2 GROUP BY 1, 2, 3 HAVING count(c.size) > 0 OR w.wave = 0 ORDER BY w.due_at, w.wave`,
    [workspaceId, runId],
  )
  return rows.map((row) => ({ ...row, dueAt: row.dueAt.toISOString() as string })) as {
    wave: number
    timeZone: string
    dueAt: string
    messages: number
    done: number
  }[]
}
