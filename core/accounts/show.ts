import { runSql } from '../contacts/sql.ts'
import type { Core } from '../context.ts'
import type { Json, RateLimit } from '../contracts/index.ts'
import type { Trx } from '../infra/postgres.ts'
import type { AccountRow } from './model.ts'
import { unsealSettings } from './settings.ts'

/**
 * What the API shows: settings without secrets, the names of those stored, the doors that are closed now, what the provider
 * said last when it was in trouble, and how much of its limits is used.
 */
export async function showAccounts(core: Core, trx: Trx, workspaceId: string, rows: readonly AccountRow[]) {
  const ids = rows.map((row) => row.id)
  const breakers = await readBreakers(trx, workspaceId, ids)
  const buckets = await readBuckets(trx, workspaceId, ids)
  const accepted = await acceptedToday(trx, workspaceId)
  return rows.map((row) => {
    const own = breakers.filter((one) => one.account_id === row.id)
    const settings = unsealSettings(core.vault, row)
    const provider = core.registries.providers.get(row.provider)
    return {
      id: row.id,
      name: row.name,
      channel: row.channel,
      provider: row.provider,
      settings: row.settings,
      secrets: Object.keys(settings).filter((name) => !(name in row.settings)),
      policy: row.policy,
      state: row.state,
      sandbox: row.sandbox,
      health: row.health,
      breakers: own
        .filter((one) => one.open)
        .map((one) => ({ destination: one.destination, until: one.open_until.toISOString(), ...wordsOf(one) })),
      lastError: lastError(own),
      limits: (provider?.limits(settings as Record<string, Json>) ?? []).map((limit) => ({
        unit: limit.unit,
        amount: limit.amount,
        perSeconds: limit.perSeconds,
        available: availableOf(limit, buckets.get(`${row.id}/${limit.unit}`)),
      })),
      acceptedToday: accepted.get(row.id) ?? 0,
      version: row.version,
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
    }
  })
}

interface BreakerRow {
  readonly account_id: string
  readonly destination: string
  readonly open_until: Date
  readonly open: boolean
  readonly code: string | null
  readonly reason: string | null
  readonly updated_at: Date
}

const readBreakers = (trx: Trx, workspaceId: string, ids: readonly string[]) =>
  runSql<BreakerRow>(trx, {
    text: `SELECT account_id, destination, open_until, open_until > now() AS open, code, reason, updated_at
      FROM account_breakers WHERE workspace_id = $1 AND account_id = ANY($2::uuid[]) ORDER BY updated_at`,
    values: [workspaceId, ids],
  })

const wordsOf = ({ code, reason }: BreakerRow) => ({ code, reason })

/** Kept until the provider takes a message again: then the trouble is over. */
function lastError(breakers: readonly BreakerRow[]) {
  const last = breakers.at(-1)
  return last ? { destination: last.destination, at: last.updated_at.toISOString(), ...wordsOf(last) } : null
}

interface Bucket {
  readonly tokens: number
  readonly age: number
}

async function readBuckets(trx: Trx, workspaceId: string, ids: readonly string[]): Promise<Map<string, Bucket>> {
  const rows = await runSql<Bucket & { account_id: string; unit: string }>(trx, {
    text: `SELECT account_id, unit, tokens, extract(epoch FROM now() - refilled_at)::float8 AS age FROM account_buckets
      WHERE workspace_id = $1 AND account_id = ANY($2::uuid[])`,
    values: [workspaceId, ids],
  })
  return new Map(rows.map((row) => [`${row.account_id}/${row.unit}`, row]))
}

/** What could leave at this moment; refilled as core/accounts/pace.ts does. */
function availableOf({ amount, perSeconds, burst = amount }: RateLimit, bucket: Bucket | undefined): number {
  if (!bucket) return burst
  const refilled = bucket.tokens + (Math.max(0, bucket.age) * amount) / perSeconds
  return Math.max(0, Math.floor(Math.min(burst, refilled)))
}

/** Messages of campaigns that each account's provider took since midnight in the workspace's time zone, from the counts. */
async function acceptedToday(trx: Trx, workspaceId: string): Promise<Map<string, number>> {
  const rows = await runSql<{ account_id: string; count: number }>(trx, {
    text: `WITH day AS (SELECT date_trunc('day', now(), time_zone) AS start FROM workspaces WHERE id = $1),
      active AS (SELECT r.campaign_id, r.id FROM runs r, day WHERE r.workspace_id = $1 AND r.campaign_id IS NOT NULL
        AND (r.finished_at IS NULL OR r.finished_at >= day.start))
      SELECT s.account_id, sum(e.count)::bigint AS count FROM active r CROSS JOIN day
      JOIN LATERAL (SELECT DISTINCT channel, account_id FROM run_steps WHERE workspace_id = $1 AND run_id = r.id) s ON true
      JOIN event_rollups e ON e.workspace_id = $1 AND e.campaign_id = r.campaign_id AND e.run_id = r.id AND e.channel = s.channel
        AND e.hour >= day.start AND e.kind = 'accepted' GROUP BY 1`,
    values: [workspaceId],
  })
  return new Map(rows.map((row) => [row.account_id, Number(row.count)]))
}
