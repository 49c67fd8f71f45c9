import { sqlState } from '../errors.ts'
import { createVault, type MasterKey, type Vault } from './crypto.ts'
import type { Database } from './postgres.ts'

const CONTEXT = 'installation:root_key'

/** The database was sealed with a master key that is not in the list, so that hashes and signatures would come out wrong. */
export class MasterKeyMissing extends Error {
  override readonly name = 'MasterKeyMissing'
}

/**
 * The vault of this installation. What makes address hashes and signatures must never change, or suppressed addresses are not found
 * and links that were sent stop working: it is kept in the database from the first start on, sealed, so that master keys
 * can be replaced and their order in the list means nothing but which one seals.
 * @throws MasterKeyMissing
 */
export async function openVault(db: Database, keys: readonly MasterKey[]): Promise<Vault> {
  const plain = createVault(keys)
  const fresh = plain.seal(keys.at(-1)!.key.toString('base64'), CONTEXT)
  const sealed = await keepRoot(db, fresh)
  if (sealed === null) return plain
  if (!keys.some(({ id }) => id === plain.keyOf(sealed)))
    throw new MasterKeyMissing(
      `This database was sealed with the master key "${plain.keyOf(sealed)}", which CARILLON_MASTER_KEY does not hold. ` +
        'Add it behind the current one. (After a backup was restored: the key of that time.)',
    )
  try {
    return createVault(keys, Buffer.from(plain.open(sealed, CONTEXT), 'base64'))
  } catch {
    throw new MasterKeyMissing(
      `The master key "${plain.keyOf(sealed)}" is not the one of that name that this database was sealed with.`,
    )
  }
}

/** What is stored, or `fresh` stored now; null when there is no schema yet. */
async function keepRoot(db: Database, fresh: string): Promise<string | null> {
  try {
    return await db.directSystem(async (client) => {
      const kept = await client.query('SELECT sealed FROM root_key')
      if (kept.rows[0]) return kept.rows[0].sealed
      await client.query('INSERT INTO root_key (sealed) VALUES ($1) ON CONFLICT DO NOTHING', [fresh])
      return (await client.query('SELECT sealed FROM root_key')).rows[0].sealed
    })
  } catch (error) {
    // No such table, no such role: before the first migration. The API answers 503 until then.
    if (['42P01', '22023'].includes(sqlState(error) ?? '')) return null
    throw error
  }
}

/** Seals it under the current key; false when it is already. */
export async function resealRoot(db: Database, vault: Vault): Promise<boolean> {
  return db.directSystem(async (client) => {
    const { rows } = await client.query<{ sealed: string }>('SELECT sealed FROM root_key FOR UPDATE')
    if (!rows[0] || vault.keyOf(rows[0].sealed) === vault.currentKey) return false
    await client.query('UPDATE root_key SET sealed = $1, updated_at = now()', [
      vault.seal(vault.open(rows[0].sealed, CONTEXT), CONTEXT),
    ])
    return true
  })
}
