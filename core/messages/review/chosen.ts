import type { Parameters } from '../../consent/gate.ts'
import type { Chosen } from './review.ts'

/** So many messages are decided in one transaction: about a second. */
export const AT_ONCE = 20_000

/** SQL of "message m was chosen". */
export function chosenSql(chosen: Chosen, parameters: Parameters): string {
  if (!chosen) return 'true'
  const contacts = parameters.add(
    chosen.map((one) => one.contactId),
    'uuid[]',
  )
  const steps = parameters.add(
    chosen.map((one) => one.step),
    'smallint[]',
  )
  return `EXISTS (SELECT FROM unnest(${contacts}, ${steps}) k(id, step) WHERE k.id = m.contact_id AND k.step = m.step)`
}
