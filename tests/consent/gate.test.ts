import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BASES, type Basis, GATE_REASONS, gateSql, parameters } from '../../core/consent/gate.ts'
import { uuid7 } from '../../core/infra/ids.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { type Asked, expectedReason, type GatePerson, SUPPRESSION_REASONS } from './gate-reference.ts'

let t: TestApp
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t?.close())

const CAP_DAYS = 7
/** States of messages, and whether one counts as having left: 2 to 6. */
const LEFT = [2, 3, 4, 5, 6]
const NOT_LEFT = [0, 1, 10, 20, 21, 30, 32]
const MOST_RECEIVED = 3
const channelOf = (basis: Asked['channel']) => {
  const email = t.core.registries.channels.get('email')!
  return { id: email.id, address: email.address, consent: { basis, keywords: false } }
}

/** Puts people as described into the database and asks the gate; reasons in their order. */
async function ask(people: readonly GatePerson[], asked: Asked): Promise<(string | null)[]> {
  const workspaceId = t.workspaceId
  return t.core.db.direct(workspaceId, async (client) => {
    const ids = people.map(() => uuid7())
    await store(client, people, ids)
    const p = parameters([workspaceId, ids])
    const question = {
      channel: channelOf(asked.channel),
      purpose: 'marketing',
      basis: asked.basis,
      ...(asked.cap === null ? {} : { cap: { messages: asked.cap, days: CAP_DAYS } }),
    }
    const gate = gateSql(question, '$1::uuid', p)
    const { rows } = await client.query(
      `SELECT m.contact_id, ${gate.reason} AS reason FROM unnest($2::uuid[]) m(contact_id) ${gate.joins}`,
      p.values,
    )
    expect(rows).toHaveLength(ids.length)
    const reasons = new Map(rows.map((row) => [row.contact_id, row.reason]))
    await client.query('DELETE FROM runs WHERE workspace_id = $1', [workspaceId])
    return ids.map((id) => reasons.get(id) ?? null)
  })
}

async function store(client: pg.PoolClient, people: readonly GatePerson[], ids: readonly string[]): Promise<void> {
  const { workspaceId } = t
  const runs = await recentRuns(client)
  for (const [i, person] of people.entries()) {
    const id = ids[i]!
    if (!person.erased)
      await client.query('INSERT INTO contacts (workspace_id, id, held, objected_at) VALUES ($1, $2, $3, $4)', [
        workspaceId,
        id,
        person.held,
        person.objected ? new Date() : null,
      ])
    const hash = t.core.vault.addressHash(workspaceId, 'email', `${id}@gate.example`)
    if (person.address && !person.erased)
      await client.query(
        "INSERT INTO addresses (workspace_id, contact_id, kind, value, value_hash, state) VALUES ($1, $2, 'email', $3, $4, $5)",
        [workspaceId, id, `${id}@gate.example`, hash, person.address],
      )
    for (const [channel, one] of [
      ['', person.everywhere],
      ['email', person.onChannel],
      // Of another channel or kind: nobody asked for it.
      ['sms', { reason: 'legal', marketingOnly: false }],
    ] as const)
      if (one)
        await client.query(
          "INSERT INTO suppressions (workspace_id, kind, address_hash, channel, reason, marketing_only) VALUES ($1, 'email', $2, $3, $4, $5)",
          [workspaceId, hash, channel, one.reason, one.marketingOnly],
        )
    if (person.consent)
      await client.query(
        "INSERT INTO consents (workspace_id, channel, purpose, contact_id, state, basis, at, event_id) VALUES ($1, 'email', 'marketing', $2, $3, $4, now(), $5)",
        [workspaceId, id, person.consent.state, person.consent.basis, uuid7()],
      )
    await client.query(
      "INSERT INTO consents (workspace_id, channel, purpose, contact_id, state, basis, at, event_id) VALUES ($1, 'email', 'newsletter', $2, 'withdrawn', 'consent', now(), $3)",
      [workspaceId, id, uuid7()],
    )
    for (const [n, run] of runs.counted.entries()) {
      const state = n < person.received ? LEFT[(i + n) % LEFT.length] : NOT_LEFT[(i + n) % NOT_LEFT.length]
      await message(client, run, id, state!)
    }
    for (const run of runs.others) await message(client, run, id, 3)
  }
}

const message = (client: pg.PoolClient, run: string, id: string, state: number) =>
  client.query('INSERT INTO messages (workspace_id, run_id, contact_id, step, state) VALUES ($1, $2, $3, 0, $4)', [
    t.workspaceId,
    run,
    id,
    state,
  ])

/** Runs whose messages the cap counts, and runs that it does not: too old, transactional, another channel. */
async function recentRuns(client: pg.PoolClient): Promise<{ counted: string[]; others: string[] }> {
  const make = async (kind: string, days: number, channel: string) => {
    const id = uuid7()
    await client.query(
      "INSERT INTO runs (workspace_id, id, kind, state, purpose, basis, started_at) VALUES ($1, $2, $3, 'completed', 'marketing', 'consent', now() - make_interval(days => $4))",
      [t.workspaceId, id, kind, days],
    )
    await client.query(
      "INSERT INTO run_steps (workspace_id, run_id, step, channel, account_id, policy, content) VALUES ($1, $2, 0, $3, $4, 'at_least_once', '{}')",
      [t.workspaceId, id, channel, uuid7()],
    )
    return id
  }
  const counted: string[] = []
  for (let n = 0; n < MOST_RECEIVED; n++) counted.push(await make('campaign', n * 2, 'email'))
  const others = [
    await make('campaign', CAP_DAYS + 1, 'email'),
    await make('transactional', 0, 'email'),
    await make('campaign', 0, 'sms'),
  ]
  return { counted, others }
}

const GOOD: GatePerson = {
  erased: false,
  held: false,
  objected: false,
  address: 'active',
  everywhere: null,
  onChannel: null,
  consent: { state: 'given', basis: 'consent' },
  received: 0,
}
const MARKETING: Asked = { basis: 'consent', channel: 'opt-in', cap: 2 }

/** One person per reason, with nothing else wrong. */
const ONE_WRONG: Record<(typeof GATE_REASONS)[number], Partial<GatePerson>> = {
  erased: { erased: true },
  held: { held: true },
  objected: { objected: true },
  no_address: { address: null },
  suppressed_legal: { everywhere: { reason: 'legal', marketingOnly: false } },
  suppressed_complaint: { onChannel: { reason: 'complaint', marketingOnly: true } },
  suppressed_erasure: { everywhere: { reason: 'erasure', marketingOnly: false } },
  suppressed_bounce: { everywhere: { reason: 'bounce', marketingOnly: false } },
  suppressed_unsubscribe: { onChannel: { reason: 'unsubscribe', marketingOnly: true } },
  suppressed_manual: { everywhere: { reason: 'manual', marketingOnly: true } },
  suppressed_import: { everywhere: { reason: 'import', marketingOnly: true } },
  suppressed_provider: { onChannel: { reason: 'provider', marketingOnly: true } },
  address_dead: { address: 'dead' },
  address_ended: { address: 'ended' },
  withdrawn: { consent: { state: 'withdrawn', basis: 'consent' } },
  consent_pending: { consent: { state: 'pending', basis: 'consent' } },
  consent_expired: { consent: { state: 'expired', basis: 'consent' } },
  no_consent: { consent: null },
  capped: { received: 2 },
}

/** What stops a message that needs no consent: not the person's wishes about marketing. */
const STOPS_ALL = [
  'erased',
  'held',
  'no_address',
  'suppressed_legal',
  'suppressed_erasure',
  'suppressed_bounce',
  'address_dead',
  'address_ended',
]
/** What consent on record changes nothing about, where the channel works by objection. */
const OPT_IN_ONLY = ['consent_pending', 'consent_expired', 'no_consent']

describe('the gate', () => {
  const people = GATE_REASONS.map((reason) => ({ ...GOOD, ...ONE_WRONG[reason] }))

  test('lets nobody through for whom one thing is wrong, and says which', async () => {
    expect(await ask([...people, GOOD, { ...GOOD, address: 'bouncing' }], MARKETING)).toEqual([
      ...GATE_REASONS,
      null,
      null,
    ])
  })

  test.each(['transactional', 'legal'] as const)(
    'stops a %s message for what concerns all messages only',
    async (basis) => {
      const answers = await ask(people, { ...MARKETING, basis })
      expect(answers).toEqual(GATE_REASONS.map((reason) => (STOPS_ALL.includes(reason) ? reason : null)))
    },
  )

  test('needs no consent where the channel works by objection, and obeys a withdrawal', async () => {
    const answers = await ask(people, { ...MARKETING, channel: 'opt-out' })
    expect(answers).toEqual(GATE_REASONS.map((reason) => (OPT_IN_ONLY.includes(reason) ? null : reason)))
  })

  test('takes a customer for consent only where the campaign stands on that', async () => {
    const customer: GatePerson = { ...GOOD, consent: { state: 'given', basis: 'existing_customer' } }
    expect(await ask([customer, GOOD], MARKETING)).toEqual(['no_consent', null])
    expect(await ask([customer, GOOD], { ...MARKETING, basis: 'existing_customer' })).toEqual([null, null])
  })

  test('tells the first of two reasons, in the order of X5', async () => {
    const pairs = GATE_REASONS.flatMap((first, i) =>
      GATE_REASONS.slice(i + 1).map((second) => ({
        first,
        person: { ...GOOD, ...ONE_WRONG[second], ...ONE_WRONG[first] },
      })),
    )
    expect(
      await ask(
        pairs.map(({ person }) => person),
        MARKETING,
      ),
    ).toEqual(pairs.map(({ first }) => first))
  })

  test('tells the stronger of two suppressions, whichever stands where', async () => {
    const pairs = SUPPRESSION_REASONS.flatMap((a, i) => SUPPRESSION_REASONS.slice(i).map((b) => [a, b] as const))
    const both = pairs.flatMap(([a, b]): GatePerson[] => [
      { ...GOOD, everywhere: { reason: a, marketingOnly: true }, onChannel: { reason: b, marketingOnly: true } },
      { ...GOOD, everywhere: { reason: b, marketingOnly: true }, onChannel: { reason: a, marketingOnly: true } },
    ])
    expect(await ask(both, MARKETING)).toEqual(pairs.flatMap(([a]) => [`suppressed_${a}`, `suppressed_${a}`]))
  })

  test('says what a small reference says, in random worlds', async () => {
    const suppression = fc.option(
      fc.record({ reason: fc.constantFrom(...SUPPRESSION_REASONS), marketingOnly: fc.boolean() }),
      { freq: 1 },
    )
    const rarely = fc.integer({ min: 0, max: 5 }).map((n) => n === 0)
    const person: fc.Arbitrary<GatePerson> = fc.record({
      erased: rarely,
      held: rarely,
      objected: rarely,
      address: fc.constantFrom('active', 'active', 'bouncing', 'dead', 'ended', null),
      everywhere: suppression,
      onChannel: suppression,
      consent: fc.option(
        fc.record({
          state: fc.constantFrom('given', 'given', 'withdrawn', 'pending', 'expired'),
          basis: fc.constantFrom('consent', 'existing_customer'),
        }),
        { freq: 4 },
      ),
      received: fc.integer({ min: 0, max: MOST_RECEIVED }),
    })
    const asked: fc.Arbitrary<Asked> = fc.record({
      basis: fc.constantFrom<Basis>(...BASES),
      channel: fc.constantFrom('opt-in', 'opt-out'),
      cap: fc.constantFrom(null, 1, 2, 3),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(person, { minLength: 1, maxLength: 25 }), asked, async (people, question) => {
        expect(await ask(people, question)).toEqual(people.map((one) => expectedReason(one, question)))
      }),
      { numRuns: 40 },
    )
  })
})
