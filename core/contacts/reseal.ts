import type { Core } from '../context.ts'
import { systemActor } from '../workspaces/actor.ts'
import { audit } from '../workspaces/audit.ts'
import { resealValues } from './sealed.ts'

/**
 * After a key rotation: seals every sensitive attribute of a workspace under the current key, 500 people per transaction,
 * so that the old key can be retired. Runs beside everything else and again without harm; a person who is changed
 * meanwhile waits for the row, not for the whole.
 */
export async function resealAll(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  workspaceId: string,
  options: { batch?: number; onPage?: (people: number) => void } = {},
): Promise<{ people: number; resealed: number }> {
  const batch = options.batch ?? 500
  let after: string | null = null
  let people = 0
  let resealed = 0
  for (;;) {
    const rows: { id: string; sealed: Record<string, string> }[] = await db.tenant(workspaceId, async (trx) => {
      const found = await trx('contacts')
        .where({ workspace_id: workspaceId })
        .whereRaw("sealed <> '{}'")
        .modify((query) => void (after && query.where('id', '>', after)))
        .orderBy('id')
        .limit(batch)
        .forUpdate()
        .select('id', 'sealed')
      for (const { id, sealed } of found) {
        const fresh = resealValues(vault, workspaceId, id, sealed)
        if (!fresh) continue
        await trx('contacts')
          .where({ workspace_id: workspaceId, id })
          .update({ sealed: JSON.stringify(fresh) })
        resealed++
      }
      return found
    })
    people += rows.length
    if (rows.length) options.onPage?.(people)
    after = rows.at(-1)?.id ?? null
    if (rows.length < batch) break
  }
  if (resealed > 0)
    await db.tenant(workspaceId, (trx) =>
      audit(trx, systemActor(workspaceId, 'reseal'), {
        action: 'contacts.reseal',
        objectType: 'workspace',
        objectId: workspaceId,
        after: { people, resealed, key: vault.currentKey },
      }),
    )
  return { people, resealed }
}
