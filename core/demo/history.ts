import { freezePlan } from '../campaigns/freeze.ts'
import type { Plan } from '../campaigns/schema.ts'
import type { Core } from '../context.ts'
import type { EventKind, Json } from '../contracts/index.ts'
import { type PastEvent, writePastEvents } from '../events/past.ts'
import { uuid7 } from '../infra/ids.ts'
import type { Trx } from '../infra/postgres.ts'
import { type PastMessage, writePastRun } from '../messages/past.ts'
import { STATE } from '../messages/states.ts'
import { NEWCOMER_DAYS, type Person, randomFrom, type Standing } from './people.ts'
import { PAST_DAYS } from './record.ts'

/** Why the gate kept a message back then. Who left, complained or bounced did so because of that very campaign. */
const KEPT_BACK: Partial<Record<Standing, string>> = {
  held: 'held',
  objected: 'objected',
  no_address: 'no_address',
  blocked_by_hand: 'suppressed_manual',
  nothing_on_record: 'no_consent',
  pending: 'consent_pending',
  withdrawn: 'withdrawn',
}
/** What the mails of that day took to leave, all together. */
const LEFT_WITHIN_MS = 40_000
const OPENS = 0.61
const CLICKS = 0.27
const MACHINES = 0.06

/** Turns a draft into one that ran through some days ago: run, ledger, events and every sum of them. */
export async function writeHistory(
  core: Core,
  trx: Trx,
  input: {
    readonly workspaceId: string
    readonly campaignId: string
    readonly plan: Plan
    readonly people: readonly Person[]
    readonly addressIds: ReadonlyMap<string, string>
    readonly now: Date
  },
): Promise<void> {
  const { workspaceId, campaignId, plan, people, addressIds, now } = input
  const { problems, frozen } = await freezePlan(core, trx, workspaceId, plan)
  if (!frozen) throw new Error(`the demo's past campaign is not ready: ${JSON.stringify(problems)}`)
  const [step] = frozen.steps
  const runId = uuid7()
  const dueAt = new Date(now.getTime() - PAST_DAYS * 86_400_000)
  const finishedAt = new Date(dueAt.getTime() + LEFT_WITHIN_MS)
  const own = { workspace_id: workspaceId, run_id: runId }
  await trx('runs').insert({
    workspace_id: workspaceId,
    id: runId,
    campaign_id: campaignId,
    kind: 'campaign',
    state: 'completed',
    purpose: frozen.purpose,
    basis: frozen.basis,
    snapshot: JSON.stringify({ runId, audience: frozen.audience, limits: {}, schedule: { kind: 'now' } }),
    chunks: 1,
    expanded_at: dueAt,
    expires_at: new Date(dueAt.getTime() + 168 * 3_600_000),
    created_at: dueAt,
    started_at: dueAt,
    finished_at: finishedAt,
  })
  await trx('run_steps').insert({
    ...own,
    step: 0,
    channel: step!.channel,
    account_id: step!.accountId,
    policy: step!.policy,
    template_id: step!.templateId,
    template_version: step!.templateVersion,
    content: JSON.stringify(step!.content),
  })
  const workspace = await trx('workspaces').where({ id: workspaceId }).first('time_zone')
  await trx('run_waves').insert({ ...own, wave: 0, time_zone: workspace.time_zone, due_at: dueAt })
  await trx('campaigns')
    .where({ workspace_id: workspaceId, id: campaignId })
    .update({
      state: 'completed',
      run_id: runId,
      version: 2,
      due_at: dueAt,
      launched_at: dueAt,
      finished_at: finishedAt,
      created_at: new Date(dueAt.getTime() - 86_400_000),
      updated_at: finishedAt,
    })
  const links = Object.fromEntries(
    Object.entries(step!.content.locales).map(([locale, one]) => [locale, one.links.length]),
  )
  const past = people.filter((person) => person.daysAgo > NEWCOMER_DAYS)
  const random = randomFrom(6)
  const lives = past.map((person) =>
    lifeOf(person, addressIds.get(person.id) ?? null, dueAt, now, links[person.locale] ?? 0, random),
  )
  await writePastRun(
    trx,
    { workspaceId, runId, step: 0, accountId: step!.accountId, dueAt },
    lives.map(({ message }) => message),
  )
  const run = { workspaceId, campaignId, runId, step: 0, channel: step!.channel }
  await writePastEvents(
    trx,
    run,
    lives.flatMap(({ events }) => events),
  )
}

interface Life {
  readonly message: PastMessage
  readonly events: readonly PastEvent[]
}

/** What became of one person's message, in the order in which it happened. */
function lifeOf(
  person: Person,
  addressId: string | null,
  dueAt: Date,
  now: Date,
  links: number,
  random: () => number,
): Life {
  const { id: contactId, locale, standing } = person
  const keptBack = KEPT_BACK[standing]
  if (keptBack)
    return { message: { contactId, addressId, state: STATE.suppressed, reason: keptBack, at: dueAt }, events: [] }
  const left = new Date(dueAt.getTime() + Math.floor(random() * LEFT_WITHIN_MS))
  const events: PastEvent[] = []
  const happened = (kind: EventKind, at: Date, data: Record<string, Json> | null = null) =>
    events.push({ contactId, kind, at, data })
  if (standing === 'dead') {
    happened('failed', left, { class: 'dead_address', code: '5.1.1', reason: '550 5.1.1 no such mailbox' })
    return { message: { contactId, addressId, state: STATE.failed, reason: 'dead_address', at: left }, events }
  }
  happened('accepted', left)
  let openedAt: Date | null = null
  let clickedAt: Date | null = null
  const followed: number[] = []
  const soon = (ms: number) => new Date(Math.min(left.getTime() + ms, now.getTime() - 60_000))
  if (links > 0 && random() < MACHINES) happened('machine_clicked', soon(900), { link: 0, locale })
  // Most within hours, some days later.
  const opens = random() < OPENS
  const delay = 60_000 + random() ** 3 * 4 * 86_400_000
  if (opens && person.tracked) {
    openedAt = soon(delay)
    happened('opened', openedAt)
    if (random() < 0.25) happened('opened', soon(delay * 1.4))
  }
  if (opens && links > 0 && random() < CLICKS) {
    clickedAt = soon(delay + 20_000 + random() * 60_000)
    followed.push(random() < 0.7 ? 0 : Math.floor(random() * links))
    happened('clicked', clickedAt, { link: followed[0]!, locale })
  }
  if (standing === 'left') happened('unsubscribed', soon(3 * 3_600_000), { source: 'one-click' })
  if (standing === 'complained') happened('complained', soon(3 * 3_600_000), { source: 'feedback loop' })
  const message = { contactId, addressId, state: STATE.accepted, reason: null, at: left, openedAt, clickedAt }
  return { message: { ...message, clickedLinks: followed.length ? followed : null }, events }
}
