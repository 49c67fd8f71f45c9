import { addressKinds, canonicalAddress } from '../../contacts/addresses/canonical.ts'
import type { Core } from '../../context.ts'
import type { Channel } from '../../contracts/index.ts'
import { uuid7 } from '../../infra/ids.ts'
import type { Trx } from '../../infra/postgres.ts'
import { isLocale } from '../../templates/prepare.ts'
import type { Recipient } from '../schema.ts'

const DATA_BYTES = 16_384
const WAYS = ['contactId', 'externalId', 'address'] as const

/** A recipient's contact, or why there is none. */
export type Found =
  | { readonly contactId: string; readonly data: Record<string, unknown> | null; readonly repeated: boolean }
  | { readonly refused: string }

/**
 * Finds each recipient's contact, in the order given; an address that nobody has becomes one. A recipient that cannot be
 * is refused alone.
 */
export async function findRecipients(
  core: Core,
  trx: Trx,
  workspaceId: string,
  channel: Channel,
  recipients: readonly Recipient[],
): Promise<Found[]> {
  const contacts: ({ contactId: string } | { refused: string })[] = new Array(recipients.length)
  // New addresses are taken in one order, so that two requests never wait for each other in a circle.
  const order = recipients.map((recipient, index) => ({ index, by: recipient.address?.trim().toLowerCase() ?? '' }))
  order.sort((a, b) => (a.by < b.by ? -1 : a.by > b.by ? 1 : a.index - b.index))
  for (const { index } of order)
    contacts[index] = await findRecipient(core, trx, workspaceId, channel, recipients[index]!)
  const seen = new Set<string>()
  return contacts.map((one, index) => {
    if ('refused' in one) return one
    const repeated = seen.has(one.contactId)
    seen.add(one.contactId)
    return { contactId: one.contactId, data: recipients[index]!.data ?? null, repeated }
  })
}

async function findRecipient(
  core: Core,
  trx: Trx,
  workspaceId: string,
  channel: Channel,
  recipient: Recipient,
): Promise<{ contactId: string } | { refused: string }> {
  const { contactId, externalId, address = '', locale, data } = recipient
  if (WAYS.filter((way) => recipient[way] !== undefined).length !== 1)
    return { refused: 'Name a person by one of contactId, externalId and address.' }
  if (data && Buffer.byteLength(JSON.stringify(data)) > DATA_BYTES)
    return { refused: `The data is larger than ${DATA_BYTES} bytes.` }
  if (locale !== undefined && !isLocale(locale))
    return { refused: `"${locale}" is not a language tag such as en, fr or es-MX.` }
  if (contactId || externalId) {
    const key = contactId ? { id: contactId } : { external_id: externalId }
    const contact = await trx('contacts')
      .where({ workspace_id: workspaceId, ...key })
      .first('id')
    return contact ? { contactId: contact.id } : { refused: 'There is no such contact.' }
  }
  const { kind } = channel.address
  const read = canonicalAddress(addressKinds(core.registries), { kind, value: address }, '/to/address')
  if ('problem' in read) return { refused: `The address ${read.problem.message}.` }
  return (
    (await ownerOf(trx, workspaceId, kind, read.value)) ??
    (await newContact(core, trx, workspaceId, { kind, value: read.value, locale: locale ?? null })) ??
    // Somebody else made it in the meantime.
    (await ownerOf(trx, workspaceId, kind, read.value)) ?? { refused: 'This address was just removed. Try again.' }
  )
}

async function ownerOf(trx: Trx, workspaceId: string, kind: string, value: string) {
  const known = await trx('addresses')
    .where({ workspace_id: workspaceId, kind, value })
    .first('contact_id', 'is_primary')
  if (!known) return null
  return known.is_primary
    ? { contactId: known.contact_id as string }
    : { refused: 'This is not the main address of its contact; name the contact instead.' }
}

async function newContact(
  core: Core,
  trx: Trx,
  workspaceId: string,
  { kind, value, locale }: { kind: string; value: string; locale: string | null },
): Promise<{ contactId: string } | null> {
  const contactId = uuid7()
  await trx('contacts').insert({ workspace_id: workspaceId, id: contactId, locale })
  const [made] = await trx('addresses')
    .insert({
      workspace_id: workspaceId,
      id: uuid7(),
      contact_id: contactId,
      kind,
      value,
      value_hash: core.vault.addressHash(workspaceId, kind, value),
      is_primary: true,
    })
    .onConflict(['workspace_id', 'kind', 'value'])
    .ignore()
    .returning('id')
  if (made) return { contactId }
  await trx('contacts').where({ workspace_id: workspaceId, id: contactId }).delete()
  return null
}
