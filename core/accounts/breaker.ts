import type pg from 'pg'

/** A closed door: nothing goes to this destination ('' is the whole sender) before `until`. */
export interface OpenBreaker {
  readonly destination: string
  readonly until: Date
}

const FIRST_MS = 30_000
const CAP_MS = 15 * 60_000

/**
 * Opens (or holds open) a breaker. Each trip in a row doubles the wait up to 15 minutes; what the provider said
 * (Retry-After) is a floor. Trips that arrive while it is open count as one: many lanes see the same fault.
 */
export async function tripBreaker(
  client: pg.PoolClient,
  input: {
    workspaceId: string
    accountId: string
    destination: string
    code: string
    reason: string
    afterMs?: number | undefined
  },
): Promise<Date> {
  const { rows } = await client.query(
    `INSERT INTO account_breakers AS b (workspace_id, account_id, destination, open_until, trips, code, reason)
     VALUES ($1, $2, $3, now() + greatest($6::bigint, least($7::bigint, $8::bigint)) * interval '1 millisecond', 1, $4, left($5, 500))
     ON CONFLICT (workspace_id, account_id, destination) DO UPDATE SET
       open_until = CASE WHEN b.open_until > now() THEN greatest(b.open_until, now() + $6::bigint * interval '1 millisecond')
         ELSE now() + greatest($6::bigint, least($7::bigint, $8::bigint * power(2, least(b.trips, 10)))::bigint) * interval '1 millisecond' END,
       trips = CASE WHEN b.open_until > now() THEN b.trips ELSE least(b.trips + 1, 20) END,
       code = excluded.code, reason = excluded.reason, updated_at = now()
     RETURNING open_until`,
    [
      input.workspaceId,
      input.accountId,
      input.destination,
      input.code,
      input.reason,
      input.afterMs ?? 0,
      CAP_MS,
      input.afterMs ? Math.min(input.afterMs, FIRST_MS) : FIRST_MS,
    ],
  )
  return rows[0].open_until
}

/** A success closes the sender's breaker for good: the next trouble starts from the first wait again. */
export async function closeBreaker(client: pg.PoolClient, workspaceId: string, accountId: string): Promise<void> {
  await client.query(
    "DELETE FROM account_breakers WHERE workspace_id = $1 AND account_id = $2 AND destination = '' AND open_until <= now()",
    [workspaceId, accountId],
  )
}

export async function openBreakers(
  client: pg.PoolClient,
  workspaceId: string,
  accountId: string,
): Promise<OpenBreaker[]> {
  const { rows } = await client.query(
    'SELECT destination, open_until AS until FROM account_breakers WHERE workspace_id = $1 AND account_id = $2 AND open_until > now()',
    [workspaceId, accountId],
  )
  return rows
}
