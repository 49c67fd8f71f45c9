import type { Basis } from '../../consent/gate.ts'
import { quietHoursProblem } from '../../consent/quiet-hours.ts'
import type { Core } from '../../context.ts'
import { invalid } from '../../errors.ts'
import { uuid7 } from '../../infra/ids.ts'
import type { Trx } from '../../infra/postgres.ts'
import type { Actor } from '../../workspaces/actor.ts'
import { audit } from '../../workspaces/audit.ts'
import { sendKey } from '../key.ts'
import type { MessageAnswer, Recipient, SendMessages } from '../schema.ts'
import { STATE } from '../states.ts'
import { chooseAccount, chooseContent } from './content.ts'
import { type Found, findRecipients } from './recipients.ts'
import { insertChunk, insertCounts, insertRun, type Run, type RunStep, writeMessages } from './run.ts'

const EXPIRES_MINUTES = 1_440

/**
 * Takes messages through the same ledger, gate and dispatch as a campaign's: one run per request, a row per recipient, one
 * chunk. What the gate refuses is answered and recorded with its reason. Gives one answer per recipient, in order.
 */
export async function acceptMessages(
  core: Core,
  trx: Trx,
  actor: Actor,
  input: SendMessages,
): Promise<MessageAnswer[]> {
  const { workspaceId } = actor
  const channel = core.registries.channels.get(input.channel)
  if (!channel)
    throw invalid([{ field: '/channel', code: 'unknown', message: `There is no channel "${input.channel}" here.` }])
  const never = quietHoursProblem(input.quietHours, '/quietHours')
  if (never) throw invalid([never])
  const account = await chooseAccount(trx, workspaceId, channel.id, input.accountId)
  const content = await chooseContent(core, trx, workspaceId, channel, input)
  const { purpose = 'transactional', basis = 'transactional', expiresInMinutes: minutes = EXPIRES_MINUTES } = input
  const { quietHours } = input
  const run = { kind: 'transactional', purpose, basis } as const
  return writeRun(core, trx, actor, run, { account, content, channel, minutes, quietHours }, input.recipients)
}

/** Writes one run for these people: a row each, the chunk that is leased, the counts. */
export async function writeRun(
  core: Core,
  trx: Trx,
  actor: Actor,
  what: { readonly kind: Run['kind']; readonly purpose: string; readonly basis: Basis },
  step: RunStep,
  recipients: readonly Recipient[],
): Promise<MessageAnswer[]> {
  const { workspaceId } = actor
  const { account, channel } = step
  const run: Run = { workspaceId, runId: uuid7(), ...what }
  const found = await findRecipients(core, trx, workspaceId, channel, recipients)
  await insertRun(trx, run, step)
  const written = await writeMessages(trx, run, channel, found)
  const queued = [...written].filter(([, row]) => row.state === STATE.queued).map(([id]) => id)
  await insertChunk(trx, run, account.id, queued)
  await insertCounts(trx, run, [...written.values()])
  await audit(trx, actor, {
    action: run.kind === 'test' ? 'message.test' : 'message.send',
    objectType: 'run',
    objectId: run.runId,
    after: { channel: channel.id, recipients: recipients.length, queued: queued.length },
  })
  return found.map((recipient) => answer(run.runId, recipient, written))
}

type Written = Awaited<ReturnType<typeof writeMessages>>

function answer(runId: string, recipient: Found, written: Written): MessageAnswer {
  if ('refused' in recipient) return { id: null, contactId: null, state: 'refused', reason: recipient.refused }
  const { contactId } = recipient
  if (recipient.repeated)
    return {
      id: null,
      contactId,
      state: 'refused',
      reason: 'This person is in the request twice; one message is sent.',
    }
  const { state, reason } = written.get(contactId)!
  return {
    id: sendKey(runId, contactId, 0),
    contactId,
    state: state === STATE.queued ? 'queued' : 'suppressed',
    reason,
  }
}
