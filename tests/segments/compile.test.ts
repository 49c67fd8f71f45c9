import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { byName } from '../../core/contacts/attributes.ts'
import { runSql } from '../../core/contacts/sql.ts'
import { Problem } from '../../core/errors.ts'
import { uuid7 } from '../../core/infra/ids.ts'
import { STATE } from '../../core/messages/states.ts'
import { compileSegment } from '../../core/segments/compile.ts'
import { RECEIVED } from '../../core/segments/leaves/related.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { type Someone, sendRuns, settle } from './people.ts'
import { anyRule } from './random-rules.ts'

let t: TestApp
let ids: Record<string, string>
const [news, vip, spring, autumn] = [uuid7(), uuid7(), uuid7(), uuid7()]
const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString()

const definitions = byName([
  { name: 'plan', type: 'choice', choices: ['free', 'pro'], sensitive: false },
  { name: 'city', type: 'text', sensitive: false },
  { name: 'points', type: 'number', sensitive: false },
  { name: 'member', type: 'boolean', sensitive: false },
  { name: 'birthday', type: 'date', sensitive: false },
  { name: 'renews', type: 'datetime', sensitive: false },
  { name: 'tags', type: 'list', sensitive: false },
  { name: 'pin', type: 'text', sensitive: true },
])

const PEOPLE: Record<string, Someone> = {
  ana: {
    lastName: 'García',
    locale: 'es',
    country: 'ES',
    externalId: 'e1',
    lists: ['news'],
    createdDaysAgo: 400,
    attributes: {
      plan: 'pro',
      city: '100%_Madrid',
      points: 10,
      member: true,
      birthday: day(5).slice(0, 10),
      tags: ['a', 'b'],
    },
    addresses: [{ kind: 'email', value: 'ana@example.org', verified: true }],
    consents: [{ channel: 'email', purpose: 'marketing', state: 'given' }],
  },
  bea: {
    lastName: "O'Hara",
    locale: 'fr',
    country: 'FR',
    lists: ['news', 'vip'],
    createdDaysAgo: 20,
    attributes: {
      plan: 'free',
      city: 'Paris',
      points: 2,
      member: false,
      renews: new Date(Date.now() + 3 * 86_400_000).toISOString(),
    },
    addresses: [
      { kind: 'email', value: 'bea@dead.example', state: 'dead' },
      { kind: 'phone', value: '+33612345678' },
    ],
    consents: [{ channel: 'email', purpose: 'marketing', state: 'withdrawn' }],
  },
  cid: {
    locale: 'fr-CA',
    timeZone: 'America/Toronto',
    held: true,
    // Values that are not of the declared type, as a faulty import of old might have left them.
    attributes: { points: 'many', birthday: 17, renews: true, tags: 'a', plan: 5, member: 'true', city: ['Paris'] },
    addresses: [{ kind: 'email', value: '"cid@home"@example.org' }],
  },
  dan: { lastName: 'Zed', objected: true, attributes: { city: 'paris', points: 2.5, birthday: '1990-02-28' } },
  eve: {},
}

beforeAll(async () => {
  t = await createTestApp()
  ids = await settle(t, t.workspaceId, PEOPLE, { news, vip })
  await settle(t, t.otherWorkspaceId, { foreign: { locale: 'fr', attributes: { plan: 'pro' } } })
  await sendRuns(t, t.workspaceId, ids, [
    {
      campaignId: spring,
      daysAgo: 40,
      messages: {
        ana: { state: 5, opened: 2, clicked: 39 },
        bea: { state: 3 },
        cid: { state: 20 },
        dan: { state: 30 },
      },
    },
    {
      campaignId: autumn,
      daysAgo: 5,
      messages: { ana: { state: 4, opened: 4 }, bea: { state: 6 }, eve: { state: 1 } },
    },
    { campaignId: spring, kind: 'transactional', daysAgo: 1, messages: { dan: { state: 5, opened: 1, clicked: 1 } } },
  ])
}, 60_000)
afterAll(() => t?.close())

/** Names of the people, found in both ways of reading. */
const who = async (rules: unknown) => {
  const [whole, page] = [await read(rules, 'whole'), await read(rules, 'page')]
  expect(page).toBe(whole)
  return whole
}

const read = (rules: unknown, reading: 'whole' | 'page') =>
  t.core.db.tenant(t.workspaceId, async (trx) => {
    const rows = await runSql<{ contact_id: string }>(trx, compileSegment(rules, definitions, 1, { reading }))
    const names = new Map(Object.entries(ids).map(([name, id]) => [id, name]))
    return rows
      .map((row) => names.get(row.contact_id) ?? row.contact_id)
      .sort()
      .join(' ')
  })

const ALL = 'ana bea cid dan eve'

describe('rules and whom they give', () => {
  test.each<[unknown, string]>([
    [{ all: [] }, ALL],
    [{ any: [] }, ''],
    [{ not: { any: [] } }, ALL],
    // Attributes
    [{ attribute: 'plan', op: 'equals', value: 'pro' }, 'ana'],
    [{ attribute: 'plan', op: 'equals', value: 'no longer offered' }, ''],
    [{ attribute: 'plan', op: 'not_equals', value: 'pro' }, 'bea cid dan eve'],
    [{ attribute: 'plan', op: 'in', value: ['pro', 'free'] }, 'ana bea'],
    [{ attribute: 'plan', op: 'is_set' }, 'ana bea cid'],
    [{ attribute: 'plan', op: 'is_not_set' }, 'dan eve'],
    [{ attribute: 'city', op: 'equals', value: 'Paris' }, 'bea'],
    [{ attribute: 'city', op: 'starts_with', value: 'PAR' }, 'bea dan'],
    [{ attribute: 'city', op: 'contains', value: '%' }, 'ana'],
    [{ attribute: 'city', op: 'contains', value: '0%_m' }, 'ana'],
    [{ attribute: 'city', op: 'contains', value: '_' }, 'ana'],
    [{ attribute: 'city', op: 'contains', value: '\\' }, ''],
    [{ attribute: 'points', op: 'equals', value: 10 }, 'ana'],
    [{ attribute: 'points', op: 'gt', value: 2 }, 'ana dan'],
    [{ attribute: 'points', op: 'gte', value: 2.5 }, 'ana dan'],
    [{ attribute: 'points', op: 'lt', value: 2.5 }, 'bea'],
    [{ attribute: 'points', op: 'lte', value: 2.5 }, 'bea dan'],
    [{ attribute: 'points', op: 'between', value: [2, 2.5] }, 'bea dan'],
    [{ attribute: 'points', op: 'in', value: [2, 10] }, 'ana bea'],
    [{ not: { attribute: 'points', op: 'gt', value: 2 } }, 'bea cid eve'],
    [{ attribute: 'member', op: 'equals', value: true }, 'ana'],
    [{ attribute: 'member', op: 'equals', value: false }, 'bea'],
    [{ attribute: 'member', op: 'not_equals', value: true }, 'bea cid dan eve'],
    [{ attribute: 'birthday', op: 'within_days', value: 6 }, 'ana'],
    [{ attribute: 'birthday', op: 'within_days', value: 4 }, ''],
    [{ attribute: 'birthday', op: 'before', value: '1990-03-01' }, 'cid dan'],
    [{ attribute: 'birthday', op: 'after', value: '1990-02-28' }, 'ana'],
    [{ attribute: 'birthday', op: 'between', value: ['1990-02-28', '1990-02-28'] }, 'dan'],
    [{ attribute: 'birthday', op: 'equals', value: '1990-02-28' }, 'dan'],
    [{ attribute: 'renews', op: 'next_days', value: 4 }, 'bea'],
    [{ attribute: 'renews', op: 'next_days', value: 2 }, ''],
    [{ attribute: 'renews', op: 'after', value: '2020-01-01T00:00:00Z' }, 'bea cid'],
    [{ attribute: 'tags', op: 'contains', value: 'a' }, 'ana'],
    [{ attribute: 'tags', op: 'in', value: ['x', 'b'] }, 'ana'],
    // Fields
    [{ field: 'locale', op: 'equals', value: 'fr' }, 'bea'],
    [{ field: 'locale', op: 'starts_with', value: 'fr' }, 'bea cid'],
    [{ field: 'locale', op: 'not_equals', value: 'fr' }, 'ana cid dan eve'],
    [{ field: 'country', op: 'in', value: ['FR', 'ES'] }, 'ana bea'],
    [{ field: 'timeZone', op: 'is_set' }, 'cid'],
    [{ field: 'externalId', op: 'is_not_set' }, 'bea cid dan eve'],
    [{ field: 'lastName', op: 'equals', value: "O'Hara" }, 'bea'],
    [{ field: 'lastName', op: 'contains', value: 'GARC' }, 'ana'],
    [{ field: 'createdAt', op: 'within_days', value: 30 }, 'bea cid dan eve'],
    [{ field: 'createdAt', op: 'before', value: day(10).slice(0, 10) }, 'ana bea'],
    [{ field: 'createdAt', op: 'after', value: day(10) }, 'cid dan eve'],
    [{ field: 'createdAt', op: 'between', value: [day(500), day(100)] }, 'ana'],
    [{ field: 'held', op: 'equals', value: true }, 'cid'],
    [{ field: 'objected', op: 'not_equals', value: true }, 'ana bea cid eve'],
    // Lists, addresses, consent
    [{ list: news }, 'ana bea'],
    [{ all: [{ list: news }, { not: { list: vip } }] }, 'ana'],
    [{ list: uuid7() }, ''],
    [{ address: { kind: 'email' } }, 'ana bea cid'],
    [{ not: { address: { kind: 'email' } } }, 'dan eve'],
    [{ address: { kind: 'email', state: 'dead' } }, 'bea'],
    [{ address: { kind: 'email', domain: '@EXAMPLE.org' } }, 'ana cid'],
    [{ address: { kind: 'email', verified: true } }, 'ana'],
    [{ address: { kind: 'email', verified: false, state: 'active' } }, 'cid'],
    [{ consent: { channel: 'email', purpose: 'marketing', state: 'given' } }, 'ana'],
    [{ consent: { channel: 'email', purpose: 'marketing', state: 'none' } }, 'cid dan eve'],
    [{ consent: { channel: 'sms', purpose: 'marketing', state: 'none' } }, ALL],
    // Behaviour
    [{ behaviour: 'received' }, 'ana bea'],
    [{ behaviour: 'received', atLeast: 2 }, 'ana bea'],
    [{ behaviour: 'received', atLeast: 3 }, ''],
    [{ behaviour: 'received', withinDays: 10, atLeast: 2 }, ''],
    [{ behaviour: 'opened' }, 'ana'],
    [{ behaviour: 'opened', atLeast: 2 }, 'ana'],
    [{ behaviour: 'opened', withinDays: 3 }, 'ana'],
    [{ behaviour: 'opened', withinDays: 3, campaignId: autumn }, ''],
    [{ behaviour: 'opened', withinDays: 1 }, ''],
    [{ behaviour: 'clicked' }, 'ana'],
    [{ behaviour: 'clicked', campaignId: autumn }, ''],
    [{ behaviour: 'clicked', withinDays: 10 }, ''],
    [
      { all: [{ behaviour: 'received', campaignId: autumn }, { not: { behaviour: 'opened', campaignId: autumn } }] },
      'bea',
    ],
    // Together
    [{ any: [{ list: vip }, { attribute: 'points', op: 'gt', value: 2 }] }, 'ana bea dan'],
    [
      {
        all: [
          { any: [{ list: news }, { field: 'held', op: 'equals', value: true }] },
          { not: { attribute: 'plan', op: 'equals', value: 'pro' } },
        ],
      },
      'bea cid',
    ],
    [
      {
        not: {
          all: [
            { attribute: 'points', op: 'gt', value: 2 },
            { field: 'locale', op: 'equals', value: 'es' },
          ],
        },
      },
      'bea cid dan eve',
    ],
  ])('%j', async (rules, wanted) => expect(await who(rules)).toBe(wanted))

  test('days count from the frozen moment', async () => {
    const rules = { attribute: 'birthday', op: 'within_days', value: 1 }
    const sql = compileSegment(rules, definitions, 1, { at: day(5) })
    const rows = await t.core.db.tenant(t.workspaceId, (trx) => runSql(trx, sql))
    expect(rows).toEqual([{ contact_id: ids.ana }])
  })

  test('what "received" counts are the states of a message that arrived', () => {
    expect(RECEIVED).toEqual({ from: STATE.accepted, until: STATE.read })
    expect(Object.values(STATE).filter((code) => code >= RECEIVED.from && code <= RECEIVED.until)).toEqual([
      STATE.accepted,
      STATE.sent,
      STATE.delivered,
      STATE.read,
    ])
  })
})

describe('mistakes are named by their place', () => {
  const deep = (levels: number): unknown => (levels ? { not: deep(levels - 1) } : { all: [] })
  test.each<[unknown, string]>([
    [null, '/'],
    ['text', '/'],
    [[], '/'],
    [{}, '/'],
    [{ all: [], any: [] }, '/'],
    [{ all: {} }, '/all'],
    [{ all: [{ any: [5] }] }, '/all/0/any/0'],
    [{ not: {} }, '/not'],
    [{ all: [{ attribute: 'nosuch', op: 'equals', value: 1 }] }, '/all/0/attribute'],
    [{ attribute: 'pin', op: 'equals', value: 'x' }, '/attribute'],
    [{ attribute: 'constructor', op: 'is_set' }, '/attribute'],
    [{ attribute: 'plan', op: 'gt', value: 'x' }, '/op'],
    [{ attribute: 'plan', op: '__proto__', value: 'x' }, '/op'],
    [{ attribute: 'plan', op: 'equals' }, '/value'],
    [{ attribute: 'plan', op: 'equals', value: null }, '/value'],
    [{ attribute: 'plan', op: 'is_set', value: 1 }, '/value'],
    [{ attribute: 'points', op: 'gt', value: '5' }, '/value'],
    [{ attribute: 'points', op: 'between', value: [5, 1] }, '/value'],
    [{ attribute: 'points', op: 'between', value: [5] }, '/value'],
    [{ attribute: 'points', op: 'in', value: [] }, '/value'],
    [{ attribute: 'points', op: 'in', value: [1, 'x'] }, '/value/1'],
    [{ attribute: 'birthday', op: 'before', value: 'yesterday' }, '/value'],
    [{ attribute: 'birthday', op: 'within_days', value: 1.5 }, '/value'],
    [{ attribute: 'birthday', op: 'within_days', value: 1e9 }, '/value'],
    [{ attribute: 'city', op: 'contains', value: '' }, '/value'],
    [{ attribute: 'city', op: 'contains', value: 'a\u0000' }, '/value'],
    [{ field: 'password', op: 'equals', value: 'x' }, '/field'],
    [{ field: 'locale', op: 'gt', value: 'x' }, '/op'],
    [{ field: 'held', op: 'equals', value: 'yes' }, '/value'],
    [{ field: 'createdAt', op: 'after', value: '2026-02-30' }, '/value'],
    [{ list: 'news' }, '/list'],
    [{ list: news, op: 'x' }, '/op'],
    [{ address: 'email' }, '/address'],
    [{ address: { kind: 'email', like: 'x' } }, '/address/like'],
    [{ address: { kind: 5 } }, '/address/kind'],
    [{ address: { kind: 'email', state: 'gone' } }, '/address/state'],
    [{ consent: { channel: 'email', purpose: 'x', state: 'maybe' } }, '/consent/state'],
    [{ behaviour: 'slept' }, '/behaviour'],
    [{ behaviour: 'opened', campaignId: 'x' }, '/campaignId'],
    [{ behaviour: 'opened', withinDays: 0 }, '/withinDays'],
    [{ behaviour: 'opened', atLeast: '2' }, '/atLeast'],
    [{ any: [deep(7)] }, `/any/0${'/not'.repeat(7)}`],
    [{ all: Array.from({ length: 300 }, () => ({ all: [] })) }, '/all/199'],
  ])('%# %j', (rules, place) => {
    let problem: unknown
    try {
      compileSegment(rules, definitions)
    } catch (error) {
      problem = error
    }
    expect(problem).toBeInstanceOf(Problem)
    expect((problem as Problem).errors![0]!.field).toBe(place)
  })

  test('all of them at once', () => {
    const rules = { all: [{ list: 'x' }, { any: [{ attribute: 'points', op: 'gt', value: 'x' }] }] }
    expect(() => compileSegment(rules, definitions)).toThrow(
      expect.objectContaining({
        errors: [
          expect.objectContaining({ field: '/all/0/list' }),
          expect.objectContaining({ field: '/all/1/any/0/value' }),
        ],
      }),
    )
  })
})

describe('values never reach the text', () => {
  const EVIL = ["'; DROP TABLE contacts; --", "' OR '1'='1", '$1', '?', '\\', '"}\'', '%', '{{x}}', '/*', 'x) OR (true']
  const places: ((evil: string) => unknown)[] = [
    (value) => ({ attribute: 'city', op: 'equals', value }),
    (value) => ({ attribute: 'city', op: 'not_equals', value }),
    (value) => ({ attribute: 'city', op: 'contains', value }),
    (value) => ({ attribute: 'city', op: 'starts_with', value }),
    (value) => ({ attribute: 'city', op: 'in', value: [value, 'x'] }),
    (value) => ({ attribute: 'plan', op: 'equals', value }),
    (value) => ({ attribute: 'tags', op: 'contains', value }),
    (value) => ({ field: 'lastName', op: 'equals', value }),
    (value) => ({ field: 'lastName', op: 'not_equals', value }),
    (value) => ({ field: 'lastName', op: 'contains', value }),
    (value) => ({ field: 'lastName', op: 'in', value: [value] }),
    (value) => ({ address: { kind: value, domain: value } }),
    (value) => ({ consent: { channel: value, purpose: value, state: 'given' } }),
  ]
  test.each(EVIL)('%s', async (evil) => {
    for (const place of places) {
      const rules = place(evil)
      const { text } = compileSegment(rules, definitions)
      const harmless = compileSegment(place('harmless'), definitions)
      expect(text).toBe(harmless.text)
      expect(await who({ all: [rules, { not: rules }] })).toBe('')
    }
    expect(() => compileSegment({ attribute: evil, op: 'is_set' }, definitions)).toThrow(Problem)
    expect(() => compileSegment({ list: evil }, definitions)).toThrow(Problem)
    expect(await who({ all: [] })).toBe(ALL)
  })

  test('nor do names of attributes', async () => {
    const evil = byName([{ name: "x' OR true --", type: 'text', sensitive: false }])
    for (const op of ['is_set', 'equals', 'contains']) {
      const rule = { attribute: "x' OR true --", op, ...(op === 'is_set' ? {} : { value: 'y' }) }
      const sql = compileSegment(rule, evil)
      expect(sql.text).not.toContain('OR true')
      expect(await t.core.db.tenant(t.workspaceId, (trx) => runSql(trx, sql))).toEqual([])
    }
  })
})

describe('whatever the rules', () => {
  const rule = anyRule({ lists: [news, vip], campaigns: [spring, autumn] })
  const runs = { numRuns: 60 }

  test('the query runs, numbers its values in order, and holds none of them', async () => {
    await fc.assert(
      fc.asyncProperty(rule, fc.integer({ min: 1, max: 9 }), async (one, first) => {
        const { text, values } = compileSegment(one, definitions, first)
        const used = new Set([...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)))
        expect([...used].sort((a, b) => a - b)).toEqual(values.map((_, index) => first + index))
        const swapped = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
        for (const value of swapped) if (value.length > 8) expect(text).not.toContain(value)
        const found = await who(one)
        expect(found.split(' ').filter((name) => name && !ALL.includes(name))).toEqual([])
      }),
      runs,
    )
  }, 60_000)

  test('not(not(x)) is x, and not(x) is everybody else', async () => {
    await fc.assert(
      fc.asyncProperty(rule, async (one) => {
        const inside = await who(one)
        expect(await who({ not: { not: one } })).toBe(inside)
        expect([inside, await who({ not: one })].join(' ').split(' ').filter(Boolean).sort().join(' ')).toBe(ALL)
      }),
      runs,
    )
  }, 60_000)

  test('all is the intersection, any the union', async () => {
    const names = async (one: unknown) => new Set((await who(one)).split(' ').filter(Boolean))
    await fc.assert(
      fc.asyncProperty(rule, rule, async (a, b) => {
        const [left, right] = [await names(a), await names(b)]
        expect(await names({ all: [a, b] })).toEqual(new Set([...left].filter((name) => right.has(name))))
        expect(await names({ any: [a, b] })).toEqual(new Set([...left, ...right]))
        // De Morgan.
        expect(await names({ not: { any: [a, b] } })).toEqual(await names({ all: [{ not: a }, { not: b }] }))
      }),
      runs,
    )
  }, 60_000)
})
