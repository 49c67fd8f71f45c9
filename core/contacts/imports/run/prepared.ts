import type { Json } from '../../../contracts/index.ts'
import type { Vault } from '../../../infra/crypto.ts'
import { uuid7 } from '../../../infra/ids.ts'
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
  /** Text that is the same for the same address: in maps and sets. */
  readonly key: string
}

/** A row with everything the database needs, were it about somebody new. */
export interface Prepared {
  readonly row: Row
  /** Place in the batch. */
  readonly n: number
  readonly contactId: string
  readonly addresses: readonly PreparedAddress[]
  /** Every key by which this row could be about the same person as another one. */
  readonly keys: readonly string[]
  /** The address for which the import may record consent, unless the database says otherwise. */
  readonly consentFor: PreparedAddress | undefined
}

export function prepareRow(
  row: Row,
  n: number,
  vault: Pick<Vault, 'addressHash'>,
  workspaceId: string,
  grant: ConsentGrant | undefined,
): Prepared {
  const addresses = row.addresses.map((one) => ({
    ...one,
    id: uuid7(),
    hash: vault.addressHash(workspaceId, one.kind, one.value).toString('hex'),
    key: `${one.kind}\n${one.value}`,
  }))
  const keys = addresses.map((one) => one.key)
  if (row.person.externalId) keys.push(`\n${row.person.externalId}`)
  return { row, n, contactId: uuid7(), addresses, keys, consentFor: grant && consentAddress(addresses, grant) }
}

/** Where the file has a status column, consent needs its yes: silence is none. */
function consentAddress(addresses: readonly PreparedAddress[], grant: ConsentGrant): PreparedAddress | undefined {
  if (addresses.some((one) => one.standing === 'left' || one.standing === 'dead')) return undefined
  return addresses.find(
    (one) => one.kind === grant.kind && (one.standing === undefined || one.standing === 'subscribed'),
  )
}

export const hasEntries = (record: Readonly<Record<string, Json>>): boolean => {
  for (const _ in record) return true
  return false
}
