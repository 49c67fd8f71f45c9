import type { RateLimit } from '../contracts/index.ts'
import type { Database } from '../infra/postgres.ts'

/**
 * Takes `amount` from the account's bucket and gives how many ms to wait before using it. The bucket may go below zero:
 * whoever comes later waits longer, so that all workers together keep the rate. The database's clock refills it.
 */
export async function takeFromBucket(
  db: Database,
  workspaceId: string,
  accountId: string,
  limit: RateLimit,
  amount: number,
): Promise<number> {
  const rate = limit.amount / limit.perSeconds
  const burst = limit.burst ?? limit.amount
  return db.direct(workspaceId, async (client) => {
    const { rows } = await client.query({
      name: 'take-from-bucket',
      text: `INSERT INTO account_buckets AS b (workspace_id, account_id, unit, tokens) VALUES ($1, $2, $3, $4::float8 - $5)
        ON CONFLICT (workspace_id, account_id, unit) DO UPDATE SET
          tokens = least($4::float8, b.tokens + greatest(0, extract(epoch FROM clock_timestamp() - b.refilled_at)) * $6::float8) - $5,
          refilled_at = clock_timestamp()
        RETURNING tokens`,
      values: [workspaceId, accountId, limit.unit, burst, amount, rate],
    })
    const tokens: number = rows[0].tokens
    return tokens >= 0 ? 0 : Math.ceil((-tokens / rate) * 1000)
  })
}

/** The most that one group may take, so that a slow account sends in steps of about half a second and a pause is felt at once. */
export function groupWithin(limits: readonly RateLimit[], group: number): number {
  return limits.reduce(
    (size, limit) => Math.max(1, Math.min(size, Math.floor(limit.amount / limit.perSeconds / 2))),
    group,
  )
}
