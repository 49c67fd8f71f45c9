import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runSql } from '../../core/contacts/sql.ts'
import type { AudienceHost, AudienceSource, Json } from '../../core/contracts/index.ts'
import { uuid7 } from '../../core/infra/ids.ts'
import { everyoneSource, frozenSegment, listSource, peopleSource, segmentSource } from '../../core/segments/audience.ts'
import type { Audience } from '../../core/segments/audience-schema.ts'
import { audiencePageSql, audienceSql, freezeAudience, trxHost } from '../../core/segments/audience-sql.ts'
import { type AudienceSourceSubject, audienceSourceProperties } from '../../core/testing/audience-source.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { settle } from './people.ts'

let t: TestApp
let host: AudienceHost
let ids: string[]
const [odd, third, empty] = [uuid7(), uuid7(), uuid7()]
let french: string

beforeAll(async () => {
  t = await createTestApp()
  const people = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [
      `p${i}`,
      {
        locale: i < 10 ? 'fr' : 'es',
        attributes: { size: i },
        lists: [...(i % 2 ? ['odd'] : []), ...(i % 3 ? [] : ['third'])],
      },
    ]),
  )
  ids = Object.values(await settle(t, t.workspaceId, people, { odd, third, empty }))
  await settle(t, t.otherWorkspaceId, { foreign: { locale: 'fr' } })
  const owner = t.as('owner')
  await owner.post('/api/v1/attributes', { name: 'size', type: 'number' })
  const rules = {
    all: [
      { field: 'locale', op: 'equals', value: 'fr' },
      { attribute: 'size', op: 'gte', value: 2 },
    ],
  }
  french = (await owner.post('/api/v1/segments', { name: 'French', rules })).body.id
  host = {
    workspaceId: t.workspaceId,
    query: (text, values) => t.core.db.direct(t.workspaceId, (client) => client.query(text, [...values])),
  }
}, 60_000)
afterAll(() => t?.close())

const people = (keep: (index: number) => boolean) => ids.filter((_, index) => keep(index))
const NOTHING: Record<string, Json> = {}
const EVIL = ["x') OR true --", '$9', "'; DROP TABLE contacts; --"]

/** The suite every source runs; ours only exist once the database does, so its properties are run from inside tests. */
describe('the audience source suite', () => {
  const subjects: Record<string, () => Promise<AudienceSourceSubject>> = {
    everyone: async () => ({
      source: everyoneSource,
      host,
      cases: [{ name: 'all', definition: {}, ids }],
      refused: [{ everyone: true }],
      hostile: [{ definition: {}, values: EVIL }],
    }),
    list: async () => ({
      source: listSource,
      host,
      cases: [
        { name: 'odd', definition: { listId: odd }, ids: people((i) => i % 2 === 1) },
        { name: 'empty', definition: { listId: empty }, ids: [] },
      ],
      refused: [NOTHING, { listId: 5 }, { listId: "x' OR true" }, { listId: odd, more: 1 }],
      hostile: [{ definition: { listId: odd }, values: [odd] }],
    }),
    segment: async () => ({
      source: segmentSource,
      host,
      cases: [
        {
          name: 'French',
          definition: (await frozenSegment(host, french)) as never,
          ids: people((i) => i >= 2 && i < 10),
        },
      ],
      refused: [NOTHING, { segmentId: 'x' }, { segmentId: french, rules: { all: [{ list: 5 }] } }],
      hostile: EVIL.map((evil) => ({
        definition: { segmentId: french, rules: { field: 'lastName', op: 'contains', value: evil } },
        values: [evil],
      })),
    }),
    people: async () => ({
      source: peopleSource,
      host,
      cases: [
        {
          name: 'some',
          definition: { ids: [ids[4]!, ids[1]!, ids[1]!, ids[7]!, uuid7()] },
          ids: [ids[1]!, ids[4]!, ids[7]!],
        },
      ],
      refused: [NOTHING, { ids: ['x'] }, { ids: odd }],
      hostile: [{ definition: { ids }, values: ids }],
    }),
  }
  for (const [name, subject] of Object.entries(subjects))
    test.each(audienceSourceProperties)(`${name}: $name`, async ({ run, appliesTo }) => {
      const ready = await subject()
      expect(appliesTo?.(ready) ?? true).toBe(true)
      await run(ready)
    })

  test('a list or a segment that does not exist is refused when people are asked for', async () => {
    for (const source of [listSource, segmentSource]) {
      const definition: Record<string, Json> = source === listSource ? { listId: uuid7() } : { segmentId: uuid7() }
      await expect(source.count(definition, host)).rejects.toThrow('There is no such')
      await expect(source.page(definition, host, null, 1)).rejects.toThrow('There is no such')
    }
  })
})

const frozen = (audience: Audience) =>
  t.core.db.tenant(t.workspaceId, (trx) => freezeAudience(trx, t.workspaceId, audience, t.core.registries))
const list = (listId: string) => ({ source: 'list', definition: { listId } })
const everyone = { source: 'everyone', definition: {} }

describe('an audience', () => {
  const cases: [string, () => Audience, (index: number) => boolean][] = [
    ['everyone', () => ({ include: [everyone] }), () => true],
    ['one list', () => ({ include: [list(odd)] }), (i) => i % 2 === 1],
    ['two lists, each person once', () => ({ include: [list(odd), list(third)] }), (i) => i % 2 === 1 || i % 3 === 0],
    [
      'a list minus a list',
      () => ({ include: [list(odd)], exclude: [list(third)] }),
      (i) => i % 2 === 1 && i % 3 !== 0,
    ],
    [
      'lists and a segment minus a list',
      () => ({
        include: [list(third), { source: 'segment', definition: { segmentId: french } }],
        exclude: [list(odd), list(empty)],
      }),
      (i) => (i % 3 === 0 || (i >= 2 && i < 10)) && i % 2 === 0,
    ],
    [
      'everyone minus a segment',
      () => ({ include: [everyone], exclude: [{ source: 'segment', definition: { segmentId: french } }] }),
      (i) => i < 2 || i >= 10,
    ],
    ['nothing included', () => ({ include: [] }), () => false],
    ['everyone minus everyone', () => ({ include: [everyone], exclude: [everyone] }), () => false],
  ]
  test.each(cases)('of %s: whole and page by page', async (_name, audience, keep) => {
    const { audience: ready, problems } = await frozen(audience())
    expect(problems).toEqual([])
    const wanted = people(keep)
    // As it is stored under a run.
    const stored: Audience = JSON.parse(JSON.stringify(ready))
    const whole = await ask(audienceSql(stored, t.core.registries, host, 1))
    expect(whole.sort()).toEqual(wanted)
    const inside = audienceSql(stored, t.core.registries, host, 3)
    const rest = await host.query(
      `SELECT q.contact_id FROM (${inside.text}) q WHERE q.contact_id > $1::uuid ORDER BY q.contact_id LIMIT $2::int`,
      [ids[4], 7, ...inside.values],
    )
    expect(rest.rows.map((row) => row.contact_id)).toEqual(wanted.filter((id) => id > ids[4]!).slice(0, 7))
    const paged: string[] = []
    for (let after: string | null = null; ; after = paged.at(-1)!) {
      const page = await ask(audiencePageSql(stored, t.core.registries, host, { after, limit: 4 }, 1))
      paged.push(...page)
      if (page.length < 4) break
    }
    expect(paged).toEqual(wanted)
  })

  test('in a transaction of another workspace is nobody', async () => {
    const { audience } = await frozen({ include: [everyone] })
    const { text, values } = audienceSql(audience, t.core.registries, host, 1)
    for (const run of [t.core.db.direct, (_: string, work: any) => t.core.db.directSystem(work)]) {
      const { rows } = await (run as any)(t.otherWorkspaceId, (client: any) => client.query(text, values))
      expect(rows).toEqual([])
    }
  })

  test('is frozen: rules and attributes as they were, whatever happens later', async () => {
    const { audience } = await frozen({ include: [{ source: 'segment', definition: { segmentId: french } }] })
    expect(audience.include[0]!.definition).toMatchObject({
      segmentId: french,
      name: 'French',
      attributes: [{ name: 'size', type: 'number', sensitive: false }],
      at: expect.any(String),
    })
    const owner = t.as('owner')
    await owner.patch(`/api/v1/segments/${french}`, { rules: { any: [] } })
    expect((await ask(audienceSql(audience, t.core.registries, host))).sort()).toEqual(people((i) => i >= 2 && i < 10))
    await owner.patch(`/api/v1/segments/${french}`, { rules: audience.include[0]!.definition.rules })
  })

  test('takes no rules of the one who sends it', async () => {
    const own = { segmentId: french, rules: { all: [] }, at: '2000-01-01T00:00:00Z' }
    const { audience } = await frozen({ include: [{ source: 'segment', definition: own }] })
    expect(audience.include[0]!.definition.rules).not.toEqual({ all: [] })
  })

  test('with something wrong lists all of it by place', async () => {
    await t.core.db.tenant(t.workspaceId, (trx) =>
      trx('segments').insert({
        workspace_id: t.workspaceId,
        id: empty,
        name: 'Stale',
        rules: JSON.stringify({ attribute: 'gone', op: 'is_set' }),
      }),
    )
    const { problems } = await frozen({
      include: [list(uuid7()), { source: 'nosuch', definition: {} }, { source: 'list', definition: { listId: 'x' } }],
      exclude: [
        { source: 'segment', definition: { segmentId: uuid7() } },
        { source: 'segment', definition: { segmentId: empty } },
        everyone,
      ],
    })
    expect(problems.map((one) => one.field)).toEqual([
      '/include/0/definition',
      '/include/1/source',
      '/include/2/definition/listId',
      '/exclude/0/definition',
      '/exclude/1/definition/attribute',
    ])
  })

  test('that was not frozen is refused', () => {
    const audience = { include: [{ source: 'segment', definition: { segmentId: french } }] }
    expect(() => audienceSql(audience, t.core.registries, host)).toThrow()
  })

  test('of a source without SQL is frozen person by person', async () => {
    const evens: AudienceSource = {
      id: 'evens',
      label: { en: 'Evens', fr: 'Pairs', es: 'Pares' },
      definition: Type.Object({}, { additionalProperties: false }),
      count: async () => 15,
      page: async (_definition, _host, after, limit) => {
        const found = people((i) => i % 2 === 0)
          .filter((id) => after === null || id > after)
          .slice(0, Math.min(limit, 4))
        return { ids: found, next: found.length ? found.at(-1)! : null }
      },
    }
    const registries = { audienceSources: new Map([['evens', evens]]) }
    const audience = { include: [{ source: 'evens', definition: {} }], exclude: [list(third)] }
    const result = await t.core.db.tenant(t.workspaceId, (trx) =>
      freezeAudience(trx, t.workspaceId, audience, registries),
    )
    expect(result.problems).toEqual([])
    expect(result.audience.include[0]!.source).toBe('people')
    expect((await ask(audienceSql(result.audience, registries, host))).sort()).toEqual(
      people((i) => i % 2 === 0 && i % 3 !== 0),
    )
  })

  test('runs through an ordinary transaction too', async () => {
    const { audience } = await frozen({
      include: [list(odd)],
      exclude: [{ source: 'people', definition: { ids: ids.slice(0, 10) } }],
    })
    const found = await t.core.db.tenant(t.workspaceId, async (trx) => {
      const rows = await runSql<{ contact_id: string }>(
        trx,
        audienceSql(audience, t.core.registries, trxHost(trx, t.workspaceId)),
      )
      return rows.map((row) => row.contact_id).sort()
    })
    expect(found).toEqual(people((i) => i % 2 === 1 && i >= 10))
  })
})

describe('a page of a large audience', () => {
  test('is a range of a primary key, wherever it lies', async () => {
    const big = uuid7()
    await t.core.db.system(async (trx) => {
      await trx.raw(
        'INSERT INTO contacts (workspace_id, id) SELECT ?::uuid, app_uuid7() FROM generate_series(1, 40000)',
        [t.workspaceId],
      )
      await trx('lists').insert({ workspace_id: t.workspaceId, id: big, name: 'Big' })
      await trx.raw(
        'INSERT INTO list_members (workspace_id, list_id, contact_id) SELECT workspace_id, ?::uuid, id FROM contacts WHERE workspace_id = ?',
        [big, t.workspaceId],
      )
    })
    const plan = async (audience: Audience) => {
      const { text, values } = audienceSql((await frozen(audience)).audience, t.core.registries, host, 1)
      const { rows } = await host.query(
        `EXPLAIN SELECT q.contact_id FROM (${text}) q WHERE q.contact_id > $${values.length + 1}::uuid ORDER BY q.contact_id LIMIT 5000`,
        [...values, ids[20]],
      )
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    }
    const one = await plan({ include: [list(big)] })
    expect(one).toMatch(/Index Only Scan using list_members_pkey/)
    expect(one).toMatch(/Index Cond: .*contact_id > /)
    expect(one).not.toMatch(/Sort|Seq Scan|Hash/)
    const all = await plan({ include: [everyone] })
    expect(all).toMatch(/Index Only Scan using contacts_pkey/)
    expect(all).not.toMatch(/Sort|Seq Scan|Hash/)
  }, 60_000)
})

async function ask({ text, values }: { text: string; values: readonly unknown[] }): Promise<string[]> {
  const { rows } = await host.query(text, values)
  return rows.map((row) => row.contact_id as string)
}
