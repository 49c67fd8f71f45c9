import type { Core } from '../context.ts'
import { systemActor } from '../workspaces/actor.ts'
import { audit } from '../workspaces/audit.ts'
import { secretsContext } from './open.ts'

/**
 * After a key rotation: seals the secrets of every account of a workspace under the current key. Their version stays: what is open
 * works with the same settings. Again without harm.
 */
export async function resealAccounts(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  workspaceId: string,
): Promise<{ accounts: number; resealed: number }> {
  return db.tenant(workspaceId, async (trx) => {
    const rows: { id: string; secrets: string }[] = await trx('accounts')
      .where({ workspace_id: workspaceId })
      .whereNotNull('secrets')
      .orderBy('id')
      .forUpdate()
      .select('id', 'secrets')
    let resealed = 0
    for (const { id, secrets } of rows) {
      if (vault.keyOf(secrets) === vault.currentKey) continue
      const context = secretsContext(workspaceId, id)
      await trx('accounts')
        .where({ workspace_id: workspaceId, id })
        .update({ secrets: vault.seal(vault.open(secrets, context), context) })
      resealed++
    }
    if (resealed > 0)
      await audit(trx, systemActor(workspaceId, 'reseal'), {
        action: 'accounts.reseal',
        objectType: 'workspace',
        objectId: workspaceId,
        after: { accounts: rows.length, resealed, key: vault.currentKey },
      })
    return { accounts: rows.length, resealed }
  })
}
