import ipaddr from 'ipaddr.js'
import type { Core } from '../context.ts'
import type { Channel } from '../contracts/index.ts'
import { type FieldProblem, invalid, notFound } from '../errors.ts'
import { bareClient } from '../infra/bare-client.ts'
import type { Trx } from '../infra/postgres.ts'
import type { Actor } from '../workspaces/actor.ts'
import { audit } from '../workspaces/audit.ts'
import { addressesOf, lockPerson, recordConsent } from './record.ts'
import type { ConsentInput } from './schema.ts'
import { wordingFor } from './wordings.ts'

const PROOF_BYTES = 16_384
/** Clocks of two machines differ; beyond this it is a mistake. */
const FUTURE_MS = 60_000

/**
 * Writes down what a person said, as somebody of the workspace tells it; gives the event's id. Consent given after an
 * unsubscription takes the address off the list again, on this channel; no other suppression is touched.
 */
export async function changeConsent(
  trx: Trx,
  core: Pick<Core, 'registries'>,
  actor: Actor,
  contactId: string,
  input: ConsentInput,
): Promise<string> {
  const { workspaceId } = actor
  const { action, purpose, basis, source } = input
  const channel = checkInput(core, input)
  const client = await bareClient(trx)
  if (!(await lockPerson(client, workspaceId, contactId))) throw notFound('contact')
  const needsWording = action !== 'withdrawn' || input.wording !== undefined
  const wordingId = needsWording ? await wordingFor(client, workspaceId, input) : null
  const [address] = await addressesOf(client, workspaceId, channel.address.kind, contactId)
  const event = await recordConsent(client, workspaceId, {
    contactId,
    channel: channel.id,
    purpose,
    action,
    basis,
    source,
    wordingId,
    ...(input.at ? { at: new Date(input.at) } : {}),
    address: address ? { kind: channel.address.kind, hash: address.hash } : null,
    actor: { kind: actor.kind, id: actor.id },
    ip: input.ip ?? null,
    userAgent: input.userAgent ?? null,
    proof: input.proof ?? null,
  })
  const lifted = address ? await liftUnsubscribed(trx, workspaceId, channel, address.hash, event.id) : 0
  await audit(trx, actor, {
    action: 'consent.record',
    objectType: 'contact',
    objectId: contactId,
    after: { eventId: event.id, action, purpose, channel: channel.id, basis, source, ...(lifted ? { lifted } : {}) },
  })
  return event.id
}

function checkInput({ registries }: Pick<Core, 'registries'>, input: ConsentInput): Channel {
  const problems: FieldProblem[] = []
  const wrong = (field: string, code: string, message: string) => problems.push({ field, code, message })
  const channel = registries.channels.get(input.channel)
  if (!channel) wrong('/channel', 'unknown', `There is no channel "${input.channel}" here.`)
  const at = input.at === undefined ? 0 : Date.parse(input.at)
  if (Number.isNaN(at)) wrong('/at', 'format', 'is no time')
  else if (at > Date.now() + FUTURE_MS) wrong('/at', 'future', 'lies in the future')
  if (input.ip !== undefined && !ipaddr.isValid(input.ip)) wrong('/ip', 'format', 'is no IP address')
  if (input.proof && Buffer.byteLength(JSON.stringify(input.proof)) > PROOF_BYTES)
    wrong('/proof', 'too_large', `is larger than ${PROOF_BYTES} bytes`)
  if (problems.length || !channel) throw invalid(problems)
  return channel
}

/** Only where this event is how things stand now: consent that is written down late does not undo a later unsubscription. */
async function liftUnsubscribed(
  trx: Trx,
  workspaceId: string,
  channel: Channel,
  hash: Buffer,
  eventId: string,
): Promise<number> {
  const stands = await trx('consents')
    .where({ workspace_id: workspaceId, channel: channel.id, event_id: eventId, state: 'given' })
    .first('event_id')
  if (!stands) return 0
  const where = { kind: channel.address.kind, address_hash: hash, channel: channel.id, reason: 'unsubscribe' }
  return trx('suppressions')
    .where({ workspace_id: workspaceId, ...where })
    .delete()
}
