import type { Core } from '../../context.ts'
import { invalid, notFound, Problem } from '../../errors.ts'
import type { Trx } from '../../infra/postgres.ts'
import type { Actor } from '../../workspaces/actor.ts'
import { audit } from '../../workspaces/audit.ts'
import { Address, Contact } from '../model.ts'
import type { AddressChange, AddressInput } from '../schema.ts'
import { type ReadyAddress, readAddresses } from './read.ts'

export const MOST_ADDRESSES = 50

type Tools = Pick<Core, 'vault' | 'registries'>

/** Stores addresses of a person whose row the caller has locked or just made. 409 names the one that somebody else has. */
export async function insertAddresses(
  trx: Trx,
  tools: Tools,
  workspaceId: string,
  contactId: string,
  addresses: readonly ReadyAddress[],
): Promise<string[]> {
  const present = await Address.query(trx).where({ workspace_id: workspaceId, contact_id: contactId })
  if (present.length + addresses.length > MOST_ADDRESSES)
    throw new Problem('conflict', `A person has at most ${MOST_ADDRESSES} addresses.`)
  const main = new Map(present.filter((one) => one.isPrimary).map((one) => [one.kind, one.id]))
  const asked = new Set(addresses.filter((one) => one.primary).map((one) => one.kind))
  const ids: string[] = []
  for (const one of addresses) {
    // Somebody must be the primary one: the first of its kind is, unless another of this request asks to be.
    const isPrimary = one.primary === true || (!main.has(one.kind) && !asked.has(one.kind))
    const old = main.get(one.kind)
    if (isPrimary && old) await setPrimary(trx, workspaceId, old, false)
    const id = await insertOne(trx, tools, workspaceId, contactId, one, isPrimary)
    if (isPrimary) main.set(one.kind, id)
    ids.push(id)
  }
  return ids
}

async function insertOne(
  trx: Trx,
  { vault }: Tools,
  workspaceId: string,
  contactId: string,
  one: ReadyAddress,
  isPrimary: boolean,
): Promise<string> {
  const [row] = await trx('addresses')
    .insert({
      workspace_id: workspaceId,
      contact_id: contactId,
      kind: one.kind,
      value: one.value,
      value_hash: vault.addressHash(workspaceId, one.kind, one.value),
      is_primary: isPrimary,
      verified_at: one.verified ? trx.fn.now() : null,
    })
    .onConflict(['workspace_id', 'kind', 'value'])
    .ignore()
    .returning('id')
  if (row) return row.id
  const holder = await Address.query(trx).findOne({ workspace_id: workspaceId, kind: one.kind, value: one.value })
  const own = holder?.contactId === contactId
  throw new Problem('already_exists', 'An address belongs to one person only.', {
    errors: [
      {
        field: `${one.place}/value`,
        code: own ? 'present' : 'taken',
        message: own
          ? 'is an address of this person already'
          : `belongs to contact ${holder?.contactId ?? 'of another request'}`,
      },
    ],
  })
}

/** Adds one address; gives its id. */
export async function addAddress(
  trx: Trx,
  tools: Tools,
  actor: Actor,
  contactId: string,
  input: AddressInput,
): Promise<string> {
  const contact = await lockContact(trx, actor.workspaceId, contactId)
  const { ready, problems } = readAddresses(tools, [input], () => '', contact.country)
  if (problems.length) throw invalid(problems)
  const [id] = await insertAddresses(trx, tools, actor.workspaceId, contactId, ready)
  await audit(trx, actor, {
    action: 'address.add',
    objectType: 'contact',
    objectId: contactId,
    after: { addressId: id, kind: input.kind },
  })
  return id!
}

/** Makes an address the primary one, ends it, takes it up again, or notes that it was verified. */
export async function changeAddress(
  trx: Trx,
  actor: Actor,
  contactId: string,
  id: string,
  change: AddressChange,
): Promise<void> {
  const { workspaceId } = actor
  await lockContact(trx, workspaceId, contactId)
  const address = await findAddress(trx, workspaceId, contactId, id)
  if (change.primary && !address.isPrimary) {
    const old = await Address.query(trx).findOne({
      workspace_id: workspaceId,
      contact_id: contactId,
      kind: address.kind,
      is_primary: true,
    })
    if (old) await setPrimary(trx, workspaceId, old.id, false)
    await setPrimary(trx, workspaceId, id, true)
  }
  await Address.query(trx)
    .where({ workspace_id: workspaceId, id })
    .patch({
      // An address that is taken up again starts with a clean record.
      ...(change.state ? { state: change.state, softFailures: 0 } : {}),
      ...(change.verified === undefined ? {} : { verifiedAt: change.verified ? new Date() : null }),
      updatedAt: new Date(),
    })
  await audit(trx, actor, {
    action: 'address.update',
    objectType: 'contact',
    objectId: contactId,
    after: { addressId: id, ...change },
  })
}

/** Takes an address away. When it was the primary one, the oldest good one of its kind takes its place. */
export async function removeAddress(trx: Trx, actor: Actor, contactId: string, id: string): Promise<void> {
  const { workspaceId } = actor
  await lockContact(trx, workspaceId, contactId)
  const address = await findAddress(trx, workspaceId, contactId, id)
  await Address.query(trx).where({ workspace_id: workspaceId, id }).delete()
  if (address.isPrimary) {
    const next = await Address.query(trx)
      .where({ workspace_id: workspaceId, contact_id: contactId, kind: address.kind })
      .orderByRaw("state IN ('active', 'bouncing') DESC, created_at, id")
      .first()
    if (next) await setPrimary(trx, workspaceId, next.id, true)
  }
  await audit(trx, actor, {
    action: 'address.remove',
    objectType: 'contact',
    objectId: contactId,
    before: { addressId: id, kind: address.kind },
  })
}

const setPrimary = (trx: Trx, workspaceId: string, id: string, isPrimary: boolean) =>
  Address.query(trx).where({ workspace_id: workspaceId, id }).patch({ isPrimary, updatedAt: new Date() })

/** Changes of one person's addresses happen one after the other. */
async function lockContact(trx: Trx, workspaceId: string, id: string): Promise<Contact> {
  const contact = await Contact.query(trx).findOne({ workspace_id: workspaceId, id }).forUpdate()
  if (!contact) throw notFound('contact')
  return contact
}

async function findAddress(trx: Trx, workspaceId: string, contactId: string, id: string): Promise<Address> {
  const address = await Address.query(trx).findOne({ workspace_id: workspaceId, contact_id: contactId, id })
  if (!address) throw notFound('address')
  return address
}
