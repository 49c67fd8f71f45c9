import type pg from 'pg'
import type { EventKind, Json } from '../../contracts/index.ts'
import type { Database } from '../../infra/postgres.ts'
import type { FIRST_KINDS } from '../rollups.ts'
import { type EventBatch, recordEvents } from '../write.ts'
import { CLICK_TOO_SOON_MS, isSweep, OPEN_TOO_SOON_MS } from './machine.ts'
import type { TrackedStep } from './targets.ts'

/** One visit to a click address or pixel. */
export interface Hit {
  readonly kind: 'click' | 'open'
  /** Number, language and how many links there are; of a click only. */
  readonly link: number | null
  readonly locale: string
  readonly total: number
  /** The request gave itself away as software. */
  readonly machine: boolean
  /** This process's clock, ms. */
  readonly at: number
}

/** One person's hits on one message within the gathering time. */
export interface Person {
  readonly contactId: string
  readonly hits: readonly Hit[]
}

interface Group {
  readonly workspaceId: string
  readonly runId: string
  readonly step: number
}

/** What the ledger of messages notes; given by core/messages/behaviour.ts, which lies above this room. */
export interface Marks {
  messageAges(client: pg.PoolClient, group: Group, contactIds: readonly string[]): Promise<ReadonlyMap<string, number>>
  markOpened(client: pg.PoolClient, group: Group, contactIds: readonly string[]): Promise<ReadonlySet<string>>
  markClicked(
    client: pg.PoolClient,
    group: Group,
    clicks: readonly { contactId: string; link: number }[],
  ): Promise<readonly { contactId: string; link: number; first: boolean }[]>
}

/** A hit that counts, judged. */
interface Judged {
  readonly contactId: string
  readonly hit: Hit
  readonly kind: Extract<EventKind, 'clicked' | 'machine_clicked' | 'opened' | 'machine_opened'>
  /** Tracking was withdrawn: the link is counted, the person is not noted. */
  readonly anonymous: boolean
}

/** A process keeps to one row of each count. */
const SLOT = process.pid % 16

/** Writes the hits of people on one step in one transaction: marks, link counts, events and rollups. */
export async function recordHits(db: Database, marks: Marks, step: TrackedStep, visitors: readonly Person[]) {
  await db.direct(step.workspaceId, async (client) => {
    const ids = visitors.map((person) => person.contactId)
    const ages = await marks.messageAges(client, step, ids)
    const consents = await readConsents(client, step, ids)
    const judged = visitors.flatMap((person) =>
      judge(person, ages.get(person.contactId), consents.get(person.contactId)),
    )
    const noted = judged.filter((one) => !one.anonymous)
    const of = (kind: Judged['kind']) => noted.filter((one) => one.kind === kind)
    const openers = [...new Set(of('opened').map((one) => one.contactId))]
    const opened = await marks.markOpened(client, step, openers)
    const clicks = of('clicked').map(({ contactId, hit }) => ({ contactId, link: hit.link! }))
    const fresh = await marks.markClicked(client, step, clicks)
    await countLinks(client, step, judged, new Set(fresh.map(({ contactId, link }) => `${contactId}/${link}`)))
    const people = new Set(fresh.filter((click) => click.first).map((click) => click.contactId))
    await countPeople(client, step, { first_opened: opened.size, first_clicked: people.size })
    await recordEvents(client, batchOf(step, noted))
  })
}

/** How a person stands to tracking: consent given, withdrawn, or neither. Absent: gone, or held (GDPR art. 18: not written to). */
async function readConsents(client: pg.PoolClient, step: TrackedStep, ids: readonly string[]) {
  const { rows } = await client.query<{ id: string; state: string | null }>(
    `SELECT c.id, k.state FROM contacts c
     LEFT JOIN consents k ON k.workspace_id = $1 AND k.channel = $2 AND k.purpose = 'tracking' AND k.contact_id = c.id
     WHERE c.workspace_id = $1 AND c.id = ANY ($3) AND NOT c.held`,
    [step.workspaceId, step.channel, ids],
  )
  return new Map(rows.map((row) => [row.id, row.state ?? 'none']))
}

/**
 * @param age of the message's state now, in ms; undefined: there is no such message.
 * @param consent asked at this moment: an open counts with consent only, whatever it was at sending (reliability.md G15).
 */
function judge(person: Person, age: number | undefined, consent: string | undefined): Judged[] {
  if (age === undefined || consent === undefined) return []
  const { contactId } = person
  const followed = new Set(person.hits.flatMap(({ link }) => (link === null ? [] : [link])))
  const total = Math.max(...person.hits.map((hit) => hit.total))
  const sweep = isSweep(followed, total)
  return person.hits.flatMap((hit): Judged[] => {
    const ageThen = age - (Date.now() - hit.at)
    if (hit.kind === 'open') {
      const machine = hit.machine || ageThen < OPEN_TOO_SOON_MS
      const kind = machine ? 'machine_opened' : 'opened'
      return consent === 'given' ? [{ contactId, hit, kind, anonymous: false }] : []
    }
    const machine = hit.machine || sweep || ageThen < CLICK_TOO_SOON_MS
    return [{ contactId, hit, kind: machine ? 'machine_clicked' : 'clicked', anonymous: consent === 'withdrawn' }]
  })
}

function batchOf(step: TrackedStep, noted: readonly Judged[]): EventBatch {
  const { workspaceId, campaignId, runId, channel } = step
  const data = ({ link, locale }: Hit): Record<string, Json> | null => (link === null ? null : { link, locale })
  const events = noted.map(({ contactId, kind, hit }) => ({ contactId, kind, data: data(hit) }))
  return { workspaceId, campaignId, runId, step: step.step, channel, slot: SLOT, events }
}

/** How many people opened or clicked for the first time: what an event per hit cannot tell. */
async function countPeople(
  client: pg.PoolClient,
  step: TrackedStep,
  counts: Record<(typeof FIRST_KINDS)[keyof typeof FIRST_KINDS], number>,
): Promise<void> {
  const found = Object.entries(counts).filter(([, count]) => count > 0)
  if (!step.campaignId || found.length === 0) return
  await client.query(
    `INSERT INTO event_rollups AS r (workspace_id, campaign_id, run_id, channel, hour, kind, slot, count)
     SELECT $1, $2, $3, $4, date_trunc('hour', now(), 'UTC'), k.kind, $5, k.count FROM unnest($6::text[], $7::bigint[]) AS k (kind, count)
     ORDER BY k.kind
     ON CONFLICT (workspace_id, campaign_id, run_id, channel, hour, kind, slot) DO UPDATE SET count = r.count + excluded.count`,
    [
      step.workspaceId,
      step.campaignId,
      step.runId,
      step.channel,
      SLOT,
      found.map(([kind]) => kind),
      found.map(([, count]) => count),
    ],
  )
}

async function countLinks(
  client: pg.PoolClient,
  step: TrackedStep,
  judged: readonly Judged[],
  fresh: Set<string>,
): Promise<void> {
  const counts = new Map<string, { locale: string; link: number; human: number; machine: number; people: number }>()
  for (const { contactId, hit, kind } of judged) {
    if (hit.link === null) continue
    const key = `${hit.locale}/${String(hit.link).padStart(5, '0')}`
    const count = counts.get(key) ?? { locale: hit.locale, link: hit.link, human: 0, machine: 0, people: 0 }
    count[kind === 'clicked' ? 'human' : 'machine']++
    if (kind === 'clicked' && fresh.delete(`${contactId}/${hit.link}`)) count.people++
    counts.set(key, count)
  }
  if (counts.size === 0) return
  // In one order, so that two processes that count the same links wait instead of locking crosswise.
  const rows = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  await client.query(
    `INSERT INTO link_clicks AS l (workspace_id, run_id, step, locale, link, human, machine, people)
     SELECT $1, $2, $3, c.* FROM unnest($4::text[], $5::smallint[], $6::bigint[], $7::bigint[], $8::bigint[]) AS c
     ON CONFLICT (workspace_id, run_id, step, locale, link) DO UPDATE
     SET human = l.human + excluded.human, machine = l.machine + excluded.machine, people = l.people + excluded.people`,
    [
      step.workspaceId,
      step.runId,
      step.step,
      rows.map((r) => r.locale),
      rows.map((r) => r.link),
      rows.map((r) => r.human),
      rows.map((r) => r.machine),
      rows.map((r) => r.people),
    ],
  )
}
