import type { Core } from '../context.ts'
import { type FieldProblem, invalid, notFound, Problem, sqlState } from '../errors.ts'
import { uuid7 } from '../infra/ids.ts'
import type { Trx } from '../infra/postgres.ts'
import type { Actor } from '../workspaces/actor.ts'
import { audit } from '../workspaces/audit.ts'
import { insertAddresses } from './addresses/change.ts'
import { readAddresses } from './addresses/read.ts'
import { checkAttributes } from './attributes.ts'
import { readDefinitions } from './definitions/change.ts'
import { Contact } from './model.ts'
import { checkPerson } from './person.ts'
import type { ContactChange, ContactInput } from './schema.ts'
import { sealValues } from './sealed.ts'

type Tools = Pick<Core, 'vault' | 'registries'>

/** Makes a person with addresses and attributes; gives the id. 422 names every wrong field at once. */
export async function createContact(trx: Trx, tools: Tools, actor: Actor, input: ContactInput): Promise<string> {
  const { workspaceId } = actor
  const person = checkPerson(input)
  const values = checkAttributes(await readDefinitions(trx, workspaceId), input.attributes ?? {})
  const addresses = readAddresses(tools, input.addresses ?? [], (index) => `/addresses/${index}`, person.values.country)
  refuseIf([...person.problems, ...values.problems, ...addresses.problems])
  const id = uuid7()
  await namingExternalId(() =>
    Contact.query(trx).insert({
      workspaceId,
      id,
      ...person.values,
      attributes: values.attributes,
      sealed: sealValues(tools.vault, workspaceId, id, values.sealed),
    }),
  )
  await insertAddresses(trx, tools, workspaceId, id, addresses.ready)
  await audit(trx, actor, {
    action: 'contact.create',
    objectType: 'contact',
    objectId: id,
    after: { fields: changedFields(input), addresses: addresses.ready.map((one) => one.kind) },
  })
  return id
}

/** Changes what is named; attributes are merged one by one. */
export async function changeContact(
  trx: Trx,
  tools: Tools,
  actor: Actor,
  id: string,
  change: ContactChange,
): Promise<void> {
  const { workspaceId } = actor
  const contact = await Contact.query(trx).findOne({ workspace_id: workspaceId, id }).forUpdate()
  if (!contact) throw notFound('contact')
  const person = checkPerson(change)
  const values = checkAttributes(await readDefinitions(trx, workspaceId), change.attributes ?? {})
  refuseIf([...person.problems, ...values.problems])
  const without = <V>(record: Record<string, V>) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => !values.removed.includes(name)))
  await namingExternalId(() =>
    Contact.query(trx)
      .where({ workspace_id: workspaceId, id })
      .patch({
        ...person.values,
        attributes: { ...without(contact.attributes), ...values.attributes },
        sealed: { ...without(contact.sealed), ...sealValues(tools.vault, workspaceId, id, values.sealed) },
        updatedAt: new Date(),
      }),
  )
  await audit(trx, actor, {
    action: 'contact.update',
    objectType: 'contact',
    objectId: id,
    after: { fields: changedFields(change) },
  })
}

function refuseIf(problems: readonly FieldProblem[]): void {
  if (problems.length) throw invalid(problems)
}

/** Names only: the audit log outlives an erasure, so it holds nothing of the person. */
function changedFields(input: ContactInput): string[] {
  const fixed = Object.keys(input).filter((key) => key !== 'attributes' && key !== 'addresses')
  return [...fixed, ...Object.keys(input.attributes ?? {}).map((name) => `attributes.${name}`)]
}

async function namingExternalId<T>(work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (sqlState(error) !== '23505') throw error
    throw new Problem('already_exists', 'An external id belongs to one person only.', {
      errors: [{ field: '/externalId', code: 'taken', message: 'belongs to another contact' }],
      cause: error,
    })
  }
}
