import type { Json } from '../../../../contracts/index.ts'
import type { Vault } from '../../../../infra/crypto.ts'
import { uuid7 } from '../../../../infra/ids.ts'
import type { Row, RowAddress } from './row.ts'

/** What an import is allowed to record as consent, with the wording stored already. */
export interface ConsentGrant {
  readonly kind: string
  readonly channel: string
  readonly purpose: string
  readonly source: string
  readonly wordingId: string
  readonly basis: 'consent' | 'existing_customer'
}

export interface PreparedAddress extends RowAddress {
  readonly id: string
  /** In hex: a Buffer of its own for each of a million hashes costs more memory than the rest of the row. */
  readonly hash: string
}

/** A row with everything the database needs, were it about somebody new. */
export interface Prepared {
  readonly row: Row
  readonly contactId: string
  readonly addresses: readonly PreparedAddress[]
  /** The address for which the import may record consent, unless the database says otherwise. */
  readonly consentFor: PreparedAddress | undefined
}

export function prepareRow(
  row: Row,
  vault: Pick<Vault, 'addressHashHex'>,
  workspaceId: string,
  grant: ConsentGrant | undefined,
): Prepared {
  const addresses = row.addresses.map((one) => ({
    ...one,
    id: uuid7(),
    hash: vault.addressHashHex(workspaceId, one.kind, one.value),
  }))
  return { row, contactId: uuid7(), addresses, consentFor: grant && consentAddress(addresses, grant) }
}

/** Where the file has a status column, consent needs its yes: silence is none. */
function consentAddress(addresses: readonly PreparedAddress[], grant: ConsentGrant): PreparedAddress | undefined {
  if (addresses.some(isGone)) return undefined
  return addresses.find(
    (one) => one.kind === grant.kind && (one.standing === undefined || one.standing === 'subscribed'),
  )
}

/** The file says that this address may not be written to. */
export const isGone = ({ standing }: RowAddress): boolean => standing === 'left' || standing === 'dead'

/** Text that is the same for the same address. */
export const addressKey = ({ kind, value }: { kind: string; value: string }): string => `${kind}\n${value}`
/** No kind is empty, so that it is never that of an address. */
export const externalIdKey = (externalId: string): string => `\n${externalId}`

/**
 * What makes a row be about the same person as another one. Addresses go by 52 bits of their hash: a million numbers weigh
 * a fraction of a million texts, and two that are equal by chance only have their rows merged one after the other.
 */
export function keysOf({ addresses, row }: Prepared): (string | number)[] {
  const keys: (string | number)[] = addresses.map(({ hash }) => Number.parseInt(hash.slice(0, 13), 16))
  if (row.person.externalId) keys.push(externalIdKey(row.person.externalId))
  return keys
}

export const hasEntries = (record: Readonly<Record<string, Json>>): boolean => {
  for (const _ in record) return true
  return false
}
