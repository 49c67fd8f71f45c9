import type pg from 'pg'
import { type Parameters, parameters } from '../../consent/gate.ts'
import type { Core } from '../../context.ts'
import { Problem } from '../../errors.ts'
import { decodeCursor, page } from '../../http/paging.ts'
import { isUuid } from '../../infra/ids.ts'
import { CampaignRow, showCampaign } from '../model.ts'
import { readFigures } from '../report/figures.ts'
import { ratesOf } from '../report/rates.ts'
import type { CampaignQuery } from './schema.ts'

/** Whole microseconds: a time must come back from JavaScript as it went in, or a cursor would skip rows. */
const micros = (column: string) => `(extract(epoch FROM ${column}) * 1000000)::bigint`

/** What a list may be sorted by, as SQL; the id decides between equals. */
const SORTS: Readonly<Record<CampaignQuery['sort'], { sql: string; type: 'bigint' | 'text' } | null>> = {
  created: null,
  updated: { sql: micros('c.updated_at'), type: 'bigint' },
  due: { sql: micros('coalesce(c.due_at, c.created_at)'), type: 'bigint' },
  name: { sql: 'app_fold(c.name) COLLATE "C"', type: 'text' },
}

/** One page of campaigns with their figures: three statements however long the page. Campaigns are thousands, not millions: only the default order has an index. */
export async function listCampaigns(core: Core, workspaceId: string, query: CampaignQuery) {
  return core.db.direct(workspaceId, async (client) => {
    const p = parameters([workspaceId])
    const sort = SORTS[query.sort]
    const conditions = ['c.workspace_id = $1', ...filters(query, p), ...beyond(query, p)]
    const order = sort ? `${sort.sql} ${query.order}, c.id ${query.order}` : `c.id ${query.order}`
    const { rows } = await client.query(
      `SELECT c.*${sort ? `, ${sort.sql} AS sort_key` : ''} FROM campaigns c WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ${p.add(query.limit + 1, 'int')}`,
      p.values,
    )
    const found = page(rows, query.limit, (row) => (sort ? [row.sort_key, row.id] : [row.id]))
    return { data: await withFigures(client, workspaceId, found.data), next: found.next }
  })
}

/** Rows of the table as the API shows them, with figures and rates. */
export async function withFigures(client: pg.PoolClient, workspaceId: string, rows: readonly any[]) {
  const campaigns = rows.map(({ sort_key, ...row }) => showCampaign(CampaignRow.fromDatabaseJson(row)))
  const figures = await readFigures(client, workspaceId, campaigns)
  return campaigns.map((campaign) => {
    const own = figures.get(campaign.id) ?? null
    return { ...campaign, figures: own, rates: own && ratesOf(own) }
  })
}

function filters(query: CampaignQuery, p: Parameters): string[] {
  const conditions: string[] = []
  if (query.state?.length) conditions.push(`c.state = ANY(${p.add(query.state, 'text[]')})`)
  if (query.q)
    conditions.push(`strpos(app_fold(c.name), app_fold(${p.add(query.q.replaceAll('\0', '').trim(), 'text')})) > 0`)
  if (query.channel)
    conditions.push(`c.plan->'steps' @> ${p.add(JSON.stringify([{ channel: query.channel }]), 'jsonb')}`)
  return conditions
}

function beyond({ cursor, sort, order }: CampaignQuery, p: Parameters): string[] {
  if (!cursor) return []
  const by = SORTS[sort]
  const values = decodeCursor(cursor, by ? 2 : 1)
  const id = values.at(-1)
  const fits = !by || (by.type === 'bigint' ? Number.isSafeInteger(values[0]) : typeof values[0] === 'string')
  if (!isUuid(id) || !fits)
    throw new Problem('bad_request', 'This cursor is not one that this list gave. Start again without it.')
  const than = order === 'desc' ? '<' : '>'
  if (!by) return [`c.id ${than} ${p.add(id, 'uuid')}`]
  return [`(${by.sql}, c.id) ${than} (${p.add(values[0], by.type)}, ${p.add(id, 'uuid')})`]
}
