import type { Json } from '../contracts/index.ts'
import type { Vault } from '../infra/crypto.ts'

/** What a sealed attribute is bound to: copied to another person, name or workspace it does not open. */
const context = (workspaceId: string, contactId: string, name: string) =>
  `${workspaceId}:contacts.sealed:${contactId}:${name}`

/** Seals each sensitive value on its own, as JSON, so that types survive. */
export function sealValues(
  vault: Pick<Vault, 'seal'>,
  workspaceId: string,
  contactId: string,
  values: Readonly<Record<string, Json>>,
): Record<string, string> {
  return mapValues(values, (name, value) => vault.seal(JSON.stringify(value), context(workspaceId, contactId, name)))
}

/** @throws when a value was changed, moved, or its key is not known. */
export function openValues(
  vault: Pick<Vault, 'open'>,
  workspaceId: string,
  contactId: string,
  sealed: Readonly<Record<string, string>>,
): Record<string, Json> {
  return mapValues(
    sealed,
    (name, value) => JSON.parse(vault.open(value, context(workspaceId, contactId, name))) as Json,
  )
}

/** The same values under the current key; null when they all are already. */
export function resealValues(
  vault: Vault,
  workspaceId: string,
  contactId: string,
  sealed: Readonly<Record<string, string>>,
): Record<string, string> | null {
  const old = Object.entries(sealed).filter(([, value]) => vault.keyOf(value) !== vault.currentKey)
  if (old.length === 0) return null
  const opened = openValues(vault, workspaceId, contactId, Object.fromEntries(old))
  return { ...sealed, ...sealValues(vault, workspaceId, contactId, opened) }
}

function mapValues<A, B>(
  values: Readonly<Record<string, A>>,
  change: (name: string, value: A) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(name, value)]))
}
