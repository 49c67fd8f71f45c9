import type pg from 'pg'
import type { Vault } from '../../../../infra/crypto.ts'
import { type Duplicates, noTotals, type Totals } from '../../options.ts'
import { addressKey, isGone, type Prepared } from '../rows/prepared.ts'
import type { Refusal } from '../rows/row.ts'
import { fillStaging } from '../rows/stage.ts'
import type { Wave } from '../rows/wave.ts'
import { type About, type ConsentTools, giveConsent, takeOverDepartures } from './consent.ts'
import {
  addAddresses,
  changedPerson,
  lockPeople,
  type Match,
  type NewAddress,
  type Person,
  storePeople,
} from './existing.ts'
import { insertFresh, unstage } from './fresh.ts'
import { addToLists, listsNamed } from './lists.ts'
import { type Known, resolve } from './resolve.ts'

export interface MergeTools extends ConsentTools {
  readonly vault: Vault
  readonly duplicates: Duplicates
  /** Everybody is put on these. */
  readonly lists: readonly string[]
}

export interface Merged {
  readonly totals: Totals
  readonly refusals: readonly Refusal[]
  /** Rows about somebody whom an earlier row of the wave is about by another address: to be merged next. */
  readonly deferred: readonly Prepared[]
}

/** The database changed between looking and writing: the batch is to be merged again. */
export class ChangedMeanwhile extends Error {}

/** Merges one wave in the caller's transaction: rows about new people set by set, rows about known ones by policy. */
export async function mergeWave(client: pg.PoolClient, tools: MergeTools, wave: Wave): Promise<Merged> {
  const totals = noTotals()
  await client.query('DELETE FROM import_rows; DELETE FROM import_addresses')
  await fillStaging(client, wave.staged)
  const sorted = sort(wave, await resolve(client, tools.workspaceId, wave))
  const { matches, withheld, notFresh, deferred, refusals } = sorted
  totals.rows = wave.rows.length - deferred.length
  const people = matches.length ? await lockPeople(client, tools.workspaceId, matches) : new Map<string, Person>()
  const taken = matches.filter(({ prepared, contactId }) => {
    const person = people.get(contactId)
    if (!person) throw new ChangedMeanwhile(`contact ${contactId} went away`)
    if (person.held) refusals.push(refusal(prepared.row, 'held', 'is about a person who is on hold (GDPR art. 18)'))
    return !person.held
  })
  await unstage(client, [...notFresh])
  const fresh = notFresh.size === 0 ? wave.rows : wave.rows.filter((_, n) => !notFresh.has(n))
  if (fresh.length) {
    await withhold(client, withheld)
    await insertFresh(client, tools.workspaceId, tools)
    totals.created = fresh.length
    totals.consentWithheld += withheld.length
    totals.consentGiven += fresh.reduce((sum, one) => sum + Number(one.asks), 0) - withheld.length
  }
  await mergeKnown(client, tools, taken, people, totals)
  const special = fresh.flatMap((one) => one.whole ?? [])
  await nameLists(client, tools, special)
  totals.suppressed += await takeOverDepartures(client, tools, departures(special, taken))
  totals.refused = refusals.length
  return { totals, refusals, deferred }
}

const refusal = ({ line, raw }: { line: number; raw: string }, code: string, reason: string): Refusal => ({
  line,
  column: null,
  code,
  reason,
  raw,
})

/** Tells the rows apart: about nobody known, about one person, and those that cannot be taken. */
function sort(wave: Wave, known: ReadonlyMap<number, Known>) {
  const matches: Match[] = []
  const deferred: Prepared[] = []
  const refusals: Refusal[] = []
  const withheld: number[] = []
  const notFresh = new Set<number>()
  const seen = new Set<string>()
  for (const [n, what] of [...known].sort(([a], [b]) => a - b)) {
    const refuse = (code: string, reason: string) => {
      refusals.push(refusal(wave.rows[n]!, code, reason))
      notFresh.add(n)
    }
    if ([...what.suppressed.values()].some((reasons) => reasons.includes('erasure')))
      refuse('suppressed_erasure', 'is about a person who asked to be erased')
    else if (what.people.size > 1)
      refuse(
        'ambiguous',
        `is about ${what.people.size} people: its addresses and external id belong to different contacts`,
      )
    else if (what.people.size === 1) {
      const [contactId] = [...what.people] as [string]
      const prepared = wave.whole(n)
      notFresh.add(n)
      if (seen.has(contactId)) deferred.push(prepared)
      else matches.push({ prepared, contactId, known: what })
      seen.add(contactId)
    } else if (wave.rows[n]!.asks) {
      const { consentFor } = wave.whole(n)
      if (consentFor && what.suppressed.has(addressKey(consentFor))) withheld.push(n)
    }
  }
  return { matches, withheld, notFresh, deferred, refusals }
}

async function withhold(client: pg.PoolClient, rows: readonly number[]): Promise<void> {
  if (rows.length === 0) return
  await client.query('UPDATE import_rows SET consent_event_id = NULL WHERE n = ANY ($1::int[])', [rows])
}

/** Rows about people who are there. Counts each as updated, unchanged or skipped. */
async function mergeKnown(
  client: pg.PoolClient,
  tools: MergeTools,
  matches: readonly Match[],
  people: ReadonlyMap<string, Person>,
  totals: Totals,
): Promise<void> {
  if (matches.length === 0) return
  if (tools.duplicates === 'skip') {
    totals.skipped += matches.length
    return
  }
  const policy = tools.duplicates
  const changed = new Map<string, Person>()
  const wanted: NewAddress[] = []
  for (const { prepared, contactId, known } of matches) {
    const next = changedPerson(tools.vault, tools.workspaceId, people.get(contactId)!, prepared, policy)
    if (next) changed.set(contactId, next)
    for (const address of prepared.addresses)
      if (!known.holders.has(addressKey(address))) wanted.push({ contactId, address })
  }
  await storePeople(client, tools.workspaceId, [...changed.values()])
  const addressed = await addAddresses(client, tools.workspaceId, wanted, policy)
  const listed = await nameLists(
    client,
    tools,
    matches.map((one) => ({ ...one.prepared, contactId: one.contactId })),
    tools.lists,
  )
  const { asking, refused } = consentCandidates(matches, people, addressed)
  const { given, withheld } = await giveConsent(client, tools, asking)
  totals.consentGiven += given.size
  totals.consentWithheld += withheld + refused
  for (const { contactId } of matches) {
    const touched = [changed, addressed, listed, given].some((set) => set.has(contactId))
    totals[touched ? 'updated' : 'unchanged']++
  }
}

/** Who may be given consent: not who objected, nor whose address is suppressed. */
function consentCandidates(
  matches: readonly Match[],
  people: ReadonlyMap<string, Person>,
  addressed: ReadonlySet<string>,
) {
  const asking: About[] = []
  let refused = 0
  for (const { prepared, contactId, known } of matches) {
    const address = prepared.consentFor
    if (!address || !(known.holders.has(addressKey(address)) || addressed.has(contactId))) continue
    if (people.get(contactId)!.objected_at || known.suppressed.has(addressKey(address))) refused++
    else asking.push({ contactId, address })
  }
  return { asking, refused }
}

/** Puts people on the lists that their rows name, and on `always`. Gives those who came onto one. */
async function nameLists(
  client: pg.PoolClient,
  tools: MergeTools,
  people: readonly Prepared[],
  always: readonly string[] = [],
): Promise<Set<string>> {
  const names = new Set<string>()
  for (const { row } of people) for (const name of row.lists) names.add(name)
  if (names.size === 0 && always.length === 0) return new Set()
  const ids = await listsNamed(client, tools.workspaceId, names)
  const pairs = people.flatMap(({ row, contactId }) =>
    [...new Set([...always, ...row.lists.map((name) => ids.get(name)!)])].map((listId) => ({ listId, contactId })),
  )
  return addToLists(client, tools.workspaceId, pairs)
}

function departures(fresh: readonly Prepared[], taken: readonly Match[]): About[] {
  const of = (prepared: Prepared, contactId: string) =>
    prepared.addresses.filter(isGone).map((address) => ({ contactId, address }))
  return [...fresh.flatMap((one) => of(one, one.contactId)), ...taken.flatMap((one) => of(one.prepared, one.contactId))]
}
