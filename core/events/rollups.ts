import { EVENT_KINDS, type EventKind } from '../contracts/index.ts'
import { notFound } from '../errors.ts'
import type { Trx } from '../infra/postgres.ts'

export type KindCounts = Partial<Record<EventKind, number>>

/** What a campaign's events add up to. `people`: who opened or clicked at least once, by their own hand. */
export interface CampaignRollup {
  readonly kinds: KindCounts
  readonly people: { readonly opened: number; readonly clicked: number }
  readonly channels: readonly { readonly channel: string; readonly kinds: KindCounts }[]
  /** Newest first; hours without events are left out. */
  readonly hours: readonly { readonly hour: string; readonly kinds: KindCounts }[]
}

/** Counted beside the kinds, once per person and message (record.ts). */
export const FIRST_KINDS = { opened: 'first_opened', clicked: 'first_clicked' } as const

/** A month of hours. */
const MOST_HOURS = 744

interface Count {
  readonly channel: string
  readonly kind: string
  readonly count: number
}

/** @throws Problem not_found for a campaign that this workspace does not have. */
export async function readRollup(
  trx: Trx,
  workspaceId: string,
  campaignId: string,
  range: { from?: string | undefined; to?: string | undefined } = {},
): Promise<CampaignRollup> {
  await mustExist(trx, 'campaign', workspaceId, campaignId)
  const rows = () => {
    const query = trx('event_rollups')
      .where({ workspace_id: workspaceId, campaign_id: campaignId })
      .sum({ count: 'count' })
    if (range.from) query.where('hour', '>=', range.from)
    if (range.to) query.where('hour', '<', range.to)
    return query
  }
  const counts: Count[] = await rows().select('channel', 'kind').groupBy('channel', 'kind')
  const newest = rows().clearSelect().distinct('hour').orderBy('hour', 'desc').limit(MOST_HOURS)
  const hours = (await rows()
    .select('hour', 'kind')
    .whereIn('hour', newest)
    .groupBy('hour', 'kind')
    .orderBy('hour', 'desc')) as (Count & { hour: Date })[]
  return {
    kinds: kindCounts(counts),
    people: { opened: sumOf(counts, FIRST_KINDS.opened), clicked: sumOf(counts, FIRST_KINDS.clicked) },
    channels: [...Map.groupBy(counts, (row) => row.channel)]
      .map(([channel, own]) => ({ channel, kinds: kindCounts(own) }))
      .sort((a, b) => (a.channel < b.channel ? -1 : 1)),
    hours: [...Map.groupBy(hours, (row) => row.hour.toISOString())].map(([hour, own]) => ({
      hour,
      kinds: kindCounts(own),
    })),
  }
}

/** One link of a campaign with its clicks. `url` is the target as it was written, with its `{{…}}`. */
export interface LinkCount {
  readonly runId: string
  readonly step: number
  readonly channel: string
  readonly locale: string
  readonly link: number
  readonly url: string
  /** Clicks by people and by software, and how many people clicked at least once. */
  readonly human: number
  readonly machine: number
  readonly people: number
}

/** Every link of a campaign's messages, clicked or not, most people first. */
export async function readLinks(trx: Trx, workspaceId: string, campaignId: string): Promise<LinkCount[]> {
  await mustExist(trx, 'campaign', workspaceId, campaignId)
  const { rows } = await trx.raw(
    `SELECT s.run_id AS "runId", s.step, s.channel, l.key AS locale, (t.number - 1)::int AS link, t.url,
       coalesce(k.human, 0) AS human, coalesce(k.machine, 0) AS machine, coalesce(k.people, 0) AS people
     FROM runs r JOIN run_steps s ON s.workspace_id = r.workspace_id AND s.run_id = r.id
     CROSS JOIN LATERAL jsonb_each(s.content->'locales') AS l
     CROSS JOIN LATERAL jsonb_array_elements_text(coalesce(l.value->'links', '[]')) WITH ORDINALITY AS t (url, number)
     LEFT JOIN link_clicks k ON k.workspace_id = s.workspace_id AND k.run_id = s.run_id AND k.step = s.step AND k.locale = l.key AND k.link = t.number - 1
     WHERE r.workspace_id = ? AND r.campaign_id = ? ORDER BY people DESC, human DESC, s.run_id, s.step, l.key, t.number LIMIT 5000`,
    [workspaceId, campaignId],
  )
  return rows
}

/** @throws Problem not_found; the same for what never was and what belongs to others. */
export async function mustExist(
  trx: Trx,
  what: 'campaign' | 'contact',
  workspaceId: string,
  id: string,
): Promise<void> {
  const found = await trx(`${what}s`).where({ workspace_id: workspaceId, id }).first('id')
  if (!found) throw notFound(what)
}

const sumOf = (counts: readonly Count[], kind: string) =>
  counts.reduce((sum, row) => sum + (row.kind === kind ? Number(row.count) : 0), 0)

function kindCounts(counts: readonly Count[]): KindCounts {
  const present = new Set(counts.map((row) => row.kind))
  return Object.fromEntries(EVENT_KINDS.filter((kind) => present.has(kind)).map((kind) => [kind, sumOf(counts, kind)]))
}
