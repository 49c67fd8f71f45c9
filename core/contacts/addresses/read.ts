import type { Core } from '../../context.ts'
import type { FieldProblem } from '../../errors.ts'
import type { AddressInput } from '../schema.ts'
import { addressKinds, canonicalAddress } from './canonical.ts'

/** An address in its canonical form, with the place in the request it came from. */
export interface ReadyAddress {
  readonly kind: string
  readonly value: string
  readonly primary: boolean | undefined
  readonly verified: boolean
  readonly place: string
}

/** Reads addresses as people typed them; `at` names the place of each in the request. */
export function readAddresses(
  tools: Pick<Core, 'registries'>,
  input: readonly AddressInput[],
  at: (index: number) => string,
  country?: string | null,
): { ready: ReadyAddress[]; problems: FieldProblem[] } {
  const kinds = addressKinds(tools.registries)
  const problems: FieldProblem[] = []
  const ready: ReadyAddress[] = []
  const [seen, mains] = [new Set<string>(), new Set<string>()]
  for (const [index, one] of input.entries()) {
    const place = at(index)
    const read = canonicalAddress(kinds, one, place, country)
    if ('problem' in read) {
      problems.push(read.problem)
      continue
    }
    const key = `${one.kind} ${read.value}`
    if (seen.has(key))
      problems.push({ field: `${place}/value`, code: 'twice', message: 'stands in this request twice' })
    else if (one.primary && mains.has(one.kind))
      problems.push({
        field: `${place}/primary`,
        code: 'twice',
        message: 'only one address of a kind can be the primary one',
      })
    seen.add(key)
    if (one.primary) mains.add(one.kind)
    ready.push({ kind: one.kind, value: read.value, primary: one.primary, verified: one.verified ?? false, place })
  }
  return { ready, problems }
}
