import type { Static } from 'typebox'
import { notFound } from '../errors.ts'
import type { Trx } from '../infra/postgres.ts'
import type { AccountUsage } from './schema.ts'

/** Campaigns whose plan names the account; the 50 newest. */
export async function findAccountUsage(
  trx: Trx,
  workspaceId: string,
  id: string,
): Promise<Static<typeof AccountUsage>> {
  const account = await trx('accounts').where({ workspace_id: workspaceId, id }).first('id')
  if (!account) throw notFound('account')
  const campaigns = await trx('campaigns')
    .where({ workspace_id: workspaceId })
    .whereRaw("plan->'steps' @> jsonb_build_array(jsonb_build_object('accountId', ?::text))", [id])
    .orderBy('id', 'desc')
    .limit(50)
    .select('id', 'name', 'state')
  return { campaigns }
}
