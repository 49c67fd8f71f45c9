import type pg from 'pg'

/** A door that was closed: nothing goes to this destination ('' is the whole sender) while `waitMs` is above 0; then one is tried. */
export interface Breaker {
  readonly destination: string
  /** How long it stays closed, by the database's clock; 0 or less when it may be tried. */
  readonly waitMs: number
}

const FIRST_MS = 30_000
const CAP_MS = 15 * 60_000

/**
 * Opens (or holds open) a breaker. Each trip in a row doubles the wait up to 15 minutes; what the provider said
 * (Retry-After) is a floor. Trips that arrive while it is open count as one: many lanes see the same fault. Gives how
 * long it stays open, in ms.
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
): Promise<number> {
  const { rows } = await client.query(
    `INSERT INTO account_breakers AS b (workspace_id, account_id, destination, open_until, trips, code, reason)
     VALUES ($1, $2, $3, now() + greatest($6::bigint, least($7::bigint, $8::bigint)) * interval '1 millisecond', 1, $4, left($5, 500))
     ON CONFLICT (workspace_id, account_id, destination) DO UPDATE SET
       open_until = CASE WHEN b.open_until > now() THEN greatest(b.open_until, now() + $6::bigint * interval '1 millisecond')
         ELSE now() + greatest($6::bigint, least($7::bigint, $8::bigint * power(2, least(b.trips, 10)))::bigint) * interval '1 millisecond' END,
       trips = CASE WHEN b.open_until > now() THEN b.trips ELSE least(b.trips + 1, 20) END,
       code = excluded.code, reason = excluded.reason, updated_at = now()
     RETURNING extract(epoch FROM open_until - now())::float8 * 1000 AS wait_ms`,
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
  return rows[0].wait_ms
}

/** A success closes breakers for good: the next trouble starts from the first wait again. */
export async function closeBreakers(
  client: pg.PoolClient,
  workspaceId: string,
  accountId: string,
  destinations: readonly string[],
): Promise<void> {
  await client.query(
    'DELETE FROM account_breakers WHERE workspace_id = $1 AND account_id = $2 AND destination = ANY($3) AND open_until <= now()',
    [workspaceId, accountId, destinations],
  )
}

/** The account's breakers, those that may be tried again among them. */
export async function readBreakers(client: pg.PoolClient, workspaceId: string, accountId: string): Promise<Breaker[]> {
  const { rows } = await client.query(
    `SELECT destination, extract(epoch FROM open_until - now())::float8 * 1000 AS "waitMs" FROM account_breakers WHERE workspace_id = $1 AND account_id = $2`,
    [workspaceId, accountId],
  )
  return rows
}
