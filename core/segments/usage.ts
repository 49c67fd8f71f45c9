import { Problem } from '../errors.ts'
import type { Trx } from '../infra/postgres.ts'
import type { Usage } from './schema.ts'

/** Campaigns whose audience names the id, and segments whose rules do. */
export async function findUsage(trx: Trx, workspaceId: string, id: string): Promise<Usage> {
  const named = (column: string) =>
    trx.raw("jsonb_path_exists(??, '$.** \\? (@ == $id)', jsonb_build_object('id', ?::text))", [column, id])
  const campaigns = await trx('campaigns')
    .where({ workspace_id: workspaceId })
    .where(named('plan'))
    .orderBy('id', 'desc')
    .limit(50)
    .select('id', 'name', 'state')
  const segments = await trx('segments')
    .where({ workspace_id: workspaceId })
    .whereNot({ id })
    .where(named('rules'))
    .orderBy('id', 'desc')
    .limit(50)
    .select('id', 'name')
  return { campaigns, segments }
}

const AT_WORK = new Set(['scheduled', 'running', 'paused'])

/** 409 naming what stands in the way: a campaign that is scheduled or under way, or a segment that asks for it. */
export async function refuseInUse(trx: Trx, workspaceId: string, id: string, what: 'list' | 'segment'): Promise<void> {
  const usage = await findUsage(trx, workspaceId, id)
  const campaigns = usage.campaigns.filter((one) => AT_WORK.has(one.state))
  if (campaigns.length === 0 && usage.segments.length === 0) return
  const names = [
    ...campaigns.map((one) => `campaign “${one.name}” (${one.state})`),
    ...usage.segments.map((one) => `segment “${one.name}”`),
  ]
  throw new Problem('conflict', `This ${what} is in use: ${names.slice(0, 10).join(', ')}.`)
}
