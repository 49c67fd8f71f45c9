import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import type { Core } from '../../context.ts'
import { systemActor } from '../../workspaces/actor.ts'
import { audit } from '../../workspaces/audit.ts'

/** RFC 8301 §3.2: verifiers take 1,024 to 4,096, signers use 2,048; a longer one does not fit one UDP answer. */
const BITS = 2048
const make = promisify(generateKeyPair)

/** A fresh RSA key: the public one as it stands in DNS, the private one in PEM. */
export async function makeKeyPair(): Promise<{ publicKey: string; privateKey: string }> {
  const { publicKey, privateKey } = await make('rsa', { modulusLength: BITS })
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  }
}

/** Associated data of the sealed key: copied to another domain or workspace it does not open. */
export const keyContext = (workspaceId: string, id: string) => `${workspaceId}:sending_domains.dkim_private:${id}`

/** The key that mail of a domain is signed with; null where the workspace has no such domain. */
export async function readDomainKey(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  workspaceId: string,
  domain: string,
): Promise<{ selector: string; privateKey: string } | null> {
  const row = await db.tenant(workspaceId, (trx) =>
    trx('sending_domains').where({ workspace_id: workspaceId, domain: domain.toLowerCase() }).first(),
  )
  if (!row) return null
  return {
    selector: row.dkim_selector,
    privateKey: vault.open(row.dkim_private, keyContext(workspaceId, row.id)),
  }
}

/** After a key rotation: seals the private key of every domain of a workspace under the current key. Again without harm. */
export async function resealDomains(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  workspaceId: string,
): Promise<{ domains: number; resealed: number }> {
  return db.tenant(workspaceId, async (trx) => {
    const rows: { id: string; dkim_private: string }[] = await trx('sending_domains')
      .where({ workspace_id: workspaceId })
      .orderBy('id')
      .forUpdate()
      .select('id', 'dkim_private')
    const old = rows.filter((row) => vault.keyOf(row.dkim_private) !== vault.currentKey)
    for (const { id, dkim_private } of old) {
      const context = keyContext(workspaceId, id)
      await trx('sending_domains')
        .where({ workspace_id: workspaceId, id })
        .update({ dkim_private: vault.seal(vault.open(dkim_private, context), context) })
    }
    if (old.length > 0)
      await audit(trx, systemActor(workspaceId, 'reseal'), {
        action: 'domains.reseal',
        objectType: 'workspace',
        objectId: workspaceId,
        after: { domains: rows.length, resealed: old.length, key: vault.currentKey },
      })
    return { domains: rows.length, resealed: old.length }
  })
}
