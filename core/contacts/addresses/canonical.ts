import type { AddressKind } from '../../contracts/index.ts'
import type { FieldProblem } from '../../errors.ts'
import type { Registries } from '../../infra/registries.ts'

/** Every kind of address that a mounted channel uses, by name; channels may share one. */
export function addressKinds(registries: Pick<Registries, 'channels'>): ReadonlyMap<string, AddressKind> {
  const kinds = new Map<string, AddressKind>()
  for (const { address } of registries.channels.values()) if (!kinds.has(address.kind)) kinds.set(address.kind, address)
  return kinds
}

/** The canonical form of an address, or what is wrong with it, naming `place` (`/addresses/0`). */
export function canonicalAddress(
  kinds: ReadonlyMap<string, AddressKind>,
  input: { readonly kind: string; readonly value: string },
  place: string,
  country?: string | null,
): { value: string } | { problem: FieldProblem } {
  const kind = kinds.get(input.kind)
  if (!kind) {
    const known = [...kinds.keys()].join(', ')
    return {
      problem: { field: `${place}/kind`, code: 'unknown', message: `no channel uses this kind; there are: ${known}` },
    }
  }
  if (input.value.length > kind.maxLength) {
    const message = `is longer than the ${kind.maxLength} characters that ${kind.label.en} may have`
    return { problem: { field: `${place}/value`, code: 'too_long', message } }
  }
  const parsed = kind.parse(input.value, country ? { country } : undefined)
  if (parsed.ok) return { value: parsed.value }
  return { problem: { field: `${place}/value`, code: parsed.code, message: parsed.reason } }
}
