import type { Core } from '../context.ts'
import type { Json } from '../contracts/index.ts'
import { notFound } from '../errors.ts'
import type { Trx } from '../infra/postgres.ts'
import type { Actor } from '../workspaces/actor.ts'
import { Address, Contact } from './model.ts'
import { openValues } from './sealed.ts'

/** A person as the API shows one. Sensitive attributes are not among them. */
export function presentContact(contact: Contact, addresses: readonly Address[]) {
  return {
    id: contact.id,
    externalId: contact.externalId,
    firstName: contact.firstName,
    lastName: contact.lastName,
    locale: contact.locale,
    timeZone: contact.timeZone,
    country: contact.country,
    attributes: contact.attributes,
    held: contact.held,
    objectedAt: iso(contact.objectedAt),
    createdAt: contact.createdAt.toISOString(),
    updatedAt: contact.updatedAt.toISOString(),
    addresses: addresses.map(presentAddress),
  }
}

export const presentAddress = (address: Address) => ({
  id: address.id,
  kind: address.kind,
  value: address.value,
  state: address.state,
  primary: address.isPrimary,
  verifiedAt: iso(address.verifiedAt),
  createdAt: address.createdAt.toISOString(),
})

/** A page of people with their addresses: two queries, however many people. */
export async function presentContacts(trx: Trx, workspaceId: string, contacts: readonly Contact[]) {
  const addresses = await Address.query(trx)
    .where({ workspace_id: workspaceId })
    .whereIn(
      'contact_id',
      contacts.map((one) => one.id),
    )
    .orderBy('id')
  const byContact = Map.groupBy(addresses, (address) => address.contactId)
  return contacts.map((contact) => presentContact(contact, byContact.get(contact.id) ?? []))
}

/** One person with everything. Sensitive values only for those who may export people; others see which are set. */
export async function showContact(trx: Trx, vault: Core['vault'], actor: Actor, id: string) {
  const contact = await Contact.query(trx).findOne({ workspace_id: actor.workspaceId, id })
  if (!contact) throw notFound('contact')
  const [shown] = await presentContacts(trx, actor.workspaceId, [contact])
  const sensitive: Record<string, Json> = actor.permissions.has('contacts:export')
    ? openValues(vault, actor.workspaceId, id, contact.sealed)
    : Object.fromEntries(Object.keys(contact.sealed).map((name) => [name, null]))
  return { ...shown!, sensitive }
}

const iso = (date: Date | null) => date?.toISOString() ?? null
