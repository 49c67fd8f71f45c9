import { type Basis, gateSql, parameters } from '../consent/gate.ts'
import { addressKinds, canonicalAddress } from '../contacts/addresses/canonical.ts'
import { runSql } from '../contacts/sql.ts'
import type { Core } from '../context.ts'
import type { Channel } from '../contracts/index.ts'
import { badContent, invalid, Problem } from '../errors.ts'
import { uuid7 } from '../infra/ids.ts'
import type { Trx } from '../infra/postgres.ts'
import { type Contents, prepareContents } from '../templates/prepare.ts'
import { type FrozenContent, templateScope } from '../templates/render.ts'
import type { Actor } from '../workspaces/actor.ts'
import { audit } from '../workspaces/audit.ts'
import { WORK_CHANNEL } from './chunks.ts'
import { sendKey } from './key.ts'
import type { MessageAnswer, Recipient, SendMessages } from './schema.ts'
import { STATE } from './states.ts'

const DATA_BYTES = 16_384
/** Wave of transactional messages: their index is kept by it. */
const TRANSACTIONAL_WAVE = -1

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
  const account = await chooseAccount(trx, workspaceId, input)
  const content = await chooseContent(core, trx, workspaceId, channel, input)
  const found = await findRecipients(core, trx, workspaceId, channel, input.recipients)
  const run = {
    workspaceId,
    runId: uuid7(),
    purpose: input.purpose ?? 'transactional',
    basis: (input.basis ?? 'transactional') as Basis,
  }
  await insertRun(trx, run, input, { account, content, channel })
  const written = await writeMessages(trx, run, channel, found)
  await insertChunk(
    trx,
    run,
    account.id,
    [...written].filter(([, row]) => row.state === STATE.queued).map(([id]) => id),
  )
  await insertCounts(trx, run, [...written.values()])
  await audit(trx, actor, {
    action: 'message.send',
    objectType: 'run',
    objectId: run.runId,
    after: {
      channel: channel.id,
      recipients: input.recipients.length,
      queued: [...written.values()].filter((row) => row.state === STATE.queued).length,
    },
  })
  return found.map((recipient) => answer(run.runId, recipient, written))
}

function answer(
  runId: string,
  recipient: Found,
  written: Map<string, { state: number; reason: string | null }>,
): MessageAnswer {
  if ('refused' in recipient) return { id: null, contactId: null, state: 'refused', reason: recipient.refused }
  if (recipient.repeated)
    return {
      id: null,
      contactId: recipient.contactId,
      state: 'refused',
      reason: 'This person is in the request twice; one message is sent.',
    }
  const row = written.get(recipient.contactId)!
  return {
    id: sendKey(runId, recipient.contactId, 0),
    contactId: recipient.contactId,
    state: row.state === STATE.queued ? 'queued' : 'suppressed',
    reason: row.reason,
  }
}

async function chooseAccount(
  trx: Trx,
  workspaceId: string,
  input: SendMessages,
): Promise<{ id: string; policy: string | null }> {
  const accounts = await trx('accounts')
    .where({
      workspace_id: workspaceId,
      channel: input.channel,
      ...(input.accountId ? { id: input.accountId } : { state: 'active' }),
    })
    .limit(2)
    .select('id', 'policy', 'state')
  const [account] = accounts
  if (!account)
    throw new Problem(
      'not_ready',
      input.accountId
        ? 'There is no such account for this channel.'
        : `There is no active account for ${input.channel}. Add one first.`,
    )
  if (accounts.length > 1)
    throw invalid([
      {
        field: '/accountId',
        code: 'required',
        message: `There are several accounts for ${input.channel}: say which one.`,
      },
    ])
  if (account.state !== 'active') throw new Problem('not_ready', 'This account is paused.')
  return account
}

async function chooseContent(
  core: Core,
  trx: Trx,
  workspaceId: string,
  channel: Channel,
  input: SendMessages,
): Promise<FrozenContent & { templateId?: string; templateVersion?: number }> {
  if (Boolean(input.templateId) === Boolean(input.content))
    throw invalid([{ field: '/templateId', code: 'required', message: 'Give either templateId or content.' }])
  if (input.templateId) {
    const template = await trx('templates')
      .where({ workspace_id: workspaceId, id: input.templateId, channel: channel.id })
      .first()
    if (!template?.published_version)
      throw invalid([
        {
          field: '/templateId',
          code: 'unknown',
          message: `There is no published template with this id for ${channel.id}.`,
        },
      ])
    const version = await trx('template_versions')
      .where({ workspace_id: workspaceId, template_id: template.id, number: template.published_version })
      .first()
    return {
      defaultLocale: template.default_locale,
      locales: version.prepared,
      templateId: template.id,
      templateVersion: version.number,
    }
  }
  const engine = core.registries.templateEngines.get('handlebars')!
  const attributes = await trx('attribute_definitions')
    .where({ workspace_id: workspaceId, sensitive: false })
    .pluck('name')
  const workspace = await trx('workspaces').where({ id: workspaceId }).first('locale')
  const contents = input.content as Contents
  const defaultLocale = contents[workspace.locale] ? workspace.locale : (Object.keys(contents)[0] ?? workspace.locale)
  const { problems, prepared } = prepareContents(channel, engine, contents, defaultLocale, templateScope(attributes))
  if (problems.length) throw badContent(problems.map((problem) => ({ ...problem, field: `content.${problem.field}` })))
  return { defaultLocale, locales: prepared }
}

type Found =
  | { readonly contactId: string; readonly data: Record<string, unknown> | null; readonly repeated: boolean }
  | { readonly refused: string }

/** Finds each recipient's contact; an address that nobody has becomes one. A recipient that cannot be is refused alone. */
async function findRecipients(
  core: Core,
  trx: Trx,
  workspaceId: string,
  channel: Channel,
  recipients: readonly Recipient[],
): Promise<Found[]> {
  const seen = new Set<string>()
  const found: Found[] = []
  for (const recipient of recipients) {
    const data = recipient.data ?? null
    if (data && Buffer.byteLength(JSON.stringify(data)) > DATA_BYTES) {
      found.push({ refused: `data is larger than ${DATA_BYTES} bytes` })
      continue
    }
    const one = await findRecipient(core, trx, workspaceId, channel, recipient)
    if ('refused' in one) found.push(one)
    else {
      found.push({ contactId: one.contactId, data, repeated: seen.has(one.contactId) })
      seen.add(one.contactId)
    }
  }
  return found
}

async function findRecipient(
  core: Core,
  trx: Trx,
  workspaceId: string,
  channel: Channel,
  recipient: Recipient,
): Promise<{ contactId: string } | { refused: string }> {
  if (recipient.contactId || recipient.externalId) {
    const key = recipient.contactId ? { id: recipient.contactId } : { external_id: recipient.externalId }
    const contact = await trx('contacts')
      .where({ workspace_id: workspaceId, ...key })
      .first('id')
    return contact ? { contactId: contact.id } : { refused: 'There is no such contact.' }
  }
  const read = canonicalAddress(
    addressKinds(core.registries),
    { kind: channel.address.kind, value: recipient.address ?? '' },
    '/to/address',
  )
  if ('problem' in read) return { refused: read.problem.message }
  const kind = channel.address.kind
  const known = await trx('addresses')
    .where({ workspace_id: workspaceId, kind, value: read.value })
    .first('contact_id', 'is_primary')
  if (known)
    return known.is_primary
      ? { contactId: known.contact_id }
      : { refused: 'This is not the main address of its contact; name the contact instead.' }
  const contactId = uuid7()
  await trx('contacts').insert({ workspace_id: workspaceId, id: contactId, locale: recipient.locale ?? null })
  await trx('addresses').insert({
    workspace_id: workspaceId,
    id: uuid7(),
    contact_id: contactId,
    kind,
    value: read.value,
    value_hash: core.vault.addressHash(workspaceId, kind, read.value),
    is_primary: true,
  })
  return { contactId }
}

interface Run {
  readonly workspaceId: string
  readonly runId: string
  readonly purpose: string
  readonly basis: Basis
}

async function insertRun(
  trx: Trx,
  run: Run,
  input: SendMessages,
  {
    account,
    content,
    channel,
  }: {
    account: { id: string; policy: string | null }
    content: FrozenContent & { templateId?: string; templateVersion?: number }
    channel: Channel
  },
): Promise<void> {
  const { workspaceId, runId, purpose, basis } = run
  const minutes = input.expiresInMinutes ?? 1_440
  await trx('runs').insert({
    workspace_id: workspaceId,
    id: runId,
    kind: 'transactional',
    state: 'running',
    purpose,
    basis,
    snapshot: JSON.stringify({ runId }),
    chunks: 1,
    started_at: trx.fn.now(),
    expanded_at: trx.fn.now(),
    expires_at: trx.raw("now() + ? * interval '1 minute'", [minutes]),
  })
  await trx('run_steps').insert({
    workspace_id: workspaceId,
    run_id: runId,
    step: 0,
    channel: channel.id,
    account_id: account.id,
    policy: account.policy ?? channel.policy,
    template_id: content.templateId ?? null,
    template_version: content.templateVersion ?? null,
    content: JSON.stringify({ defaultLocale: content.defaultLocale, locales: content.locales }),
  })
}

async function writeMessages(
  trx: Trx,
  run: Run,
  channel: Channel,
  found: readonly Found[],
): Promise<Map<string, { state: number; reason: string | null }>> {
  const people = found.flatMap((one) => ('contactId' in one && !one.repeated ? [one] : []))
  if (!people.length) return new Map()
  const p = parameters([
    run.workspaceId,
    run.runId,
    people.map((one) => one.contactId),
    people.map((one) => (one.data ? JSON.stringify(one.data) : null)),
  ])
  const gate = gateSql({ channel, purpose: run.purpose, basis: run.basis }, '$1::uuid', p)
  const rows = await runSql<{ contact_id: string; state: number; reason: string | null }>(trx, {
    text: `INSERT INTO messages (workspace_id, run_id, contact_id, step, state, wave, address_id, reason, data)
      SELECT $1::uuid, $2::uuid, m.contact_id, 0, CASE WHEN ${gate.reason} IS NULL THEN ${STATE.queued} ELSE ${STATE.suppressed} END, ${TRANSACTIONAL_WAVE}, a.id, ${gate.reason}, m.data::jsonb
      FROM unnest($3::uuid[], $4::text[]) m(contact_id, data) ${gate.joins} RETURNING contact_id, state, reason`,
    values: p.values,
  })
  return new Map(rows.map((row) => [row.contact_id, { state: row.state, reason: row.reason }]))
}

async function insertChunk(trx: Trx, run: Run, accountId: string, queued: readonly string[]): Promise<void> {
  if (!queued.length) return
  const ordered = [...queued].sort()
  await trx('chunks').insert({
    workspace_id: run.workspaceId,
    run_id: run.runId,
    step: 0,
    number: 1,
    wave: TRANSACTIONAL_WAVE,
    from_contact: ordered[0],
    to_contact: ordered.at(-1),
    size: ordered.length,
    due_at: trx.fn.now(),
    account_id: accountId,
  })
  // With the commit, so that a worker that wakes up finds it.
  await trx.raw(`SELECT pg_notify('${WORK_CHANNEL}', '')`)
}

async function insertCounts(
  trx: Trx,
  run: Run,
  written: readonly { state: number; reason: string | null }[],
): Promise<void> {
  const counts = new Map<string, { state: number; reason: string; count: number }>()
  for (const { state, reason } of written) {
    const key = `${state}/${reason ?? ''}`
    const entry = counts.get(key) ?? { state, reason: reason ?? '', count: 0 }
    entry.count++
    counts.set(key, entry)
  }
  if (counts.size)
    await trx('run_counts').insert(
      [...counts.values()].map((row) => ({
        workspace_id: run.workspaceId,
        run_id: run.runId,
        step: 0,
        slot: 0,
        ...row,
      })),
    )
}
