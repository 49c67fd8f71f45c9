import type { Core } from '../context.ts'
import { pruneIdempotencyKeys } from '../http/idempotency.ts'

/** What nobody needs any more: answers kept for a day, failed sign-ins of yesterday, sessions over for 90 days. For the daily sweep. */
export async function sweepWorkspaces(core: Core): Promise<{ keys: number; attempts: number; sessions: number }> {
  const keys = await pruneIdempotencyKeys(core)
  return core.db.system(async (trx) => ({
    keys,
    attempts: await trx('sign_in_attempts').whereRaw("last_at < now() - interval '24 hours'").delete(),
    sessions: await trx('sessions').whereRaw("coalesce(ended_at, expires_at) < now() - interval '90 days'").delete(),
  }))
}
