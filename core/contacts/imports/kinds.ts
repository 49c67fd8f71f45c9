import type { AddressKind } from '../../contracts/index.ts'
import type { Registries } from '../../infra/registries.ts'
import { addressKinds } from '../addresses/canonical.ts'
import { phoneAddress } from '../phone.ts'

/** The kinds an import may store: those of mounted channels, and phone numbers, which most files hold. */
export function importKinds(registries: Pick<Registries, 'channels'>): ReadonlyMap<string, AddressKind> {
  const kinds = new Map(addressKinds(registries))
  if (!kinds.has('phone')) kinds.set('phone', phoneAddress)
  return kinds
}
