import type { AudienceSource } from '../../core/contracts/index.ts'
import {
  type AudienceSourceSubject,
  audienceSourceProperties,
  describeAudienceSource,
} from '../../core/testing/index.ts'
import { type Breaker, expectCaught } from './breakers.ts'
import { planAudience, planSubject } from './reference/sqlite-audience.ts'

const has = (part: Partial<AudienceSource>) => (good: AudienceSourceSubject) => ({
  ...good,
  source: { ...good.source, ...part },
})
const { page, count } = planAudience
const sql = planAudience.sql!

/** For each property of an audience source, a source that lacks it. */
const breakers: readonly Breaker<AudienceSourceSubject>[] = [
  {
    property: 'id, labels and definition schema are complete',
    by: 'no Spanish label',
    break: has({ label: { en: 'x', fr: 'x', es: ' ' } }),
  },
  {
    property: 'the pages together are the audience, and as many as were counted',
    by: 'counts one too many',
    break: has({ count: async (definition, host) => (await count(definition, host)) + 1 }),
  },
  {
    property: 'the pages together are the audience, and as many as were counted',
    by: 'ends after the first page',
    break: has({ page: async (...args) => ({ ...(await page(...args)), next: null }) }),
  },
  {
    property: 'pages ascend without repeats, whatever their size',
    by: 'gives the last one again',
    break: has({
      async page(definition, host, after, limit) {
        const given = await page(definition, host, after, limit)
        return after && limit > 1 ? { ...given, ids: [after, ...given.ids.slice(0, limit - 1)] } : given
      },
    }),
  },
  {
    property: 'an expansion goes on from any person it stopped at',
    by: 'pages by number',
    break: (good) => {
      const seen = new Map<string, string>()
      return has({
        async page(definition, host, after, limit) {
          const given = await page(definition, host, after ? (seen.get(after) ?? null) : null, limit)
          if (given.next) seen.set(`cursor ${given.next}`, given.next)
          return { ...given, next: given.next && `cursor ${given.next}` }
        },
      })(good)
    },
  },
  {
    property: 'an unknown definition is refused',
    by: 'is an empty audience',
    break: has({ count: async (definition, host) => (definition.plan ? count(definition, host) : 0) }),
  },
  {
    property: 'sql gives the same people',
    by: 'everybody',
    break: has({
      sql: (definition, n) => ({
        ...sql(definition, n),
        text: `SELECT id AS contact_id FROM person WHERE $${n} <> ''`,
      }),
    }),
  },
  {
    property: 'sql numbers its parameters from where it is told',
    by: 'always from 1',
    break: has({ sql: (definition) => sql(definition, 1) }),
  },
  {
    property: 'sql takes values as parameters only',
    by: 'the value in the text',
    break: has({
      sql: ({ plan }) => ({ text: `SELECT id AS contact_id FROM person WHERE plan = '${plan}'`, values: [] }),
    }),
  },
]

describeAudienceSource(planSubject())
expectCaught(audienceSourceProperties, planSubject, breakers)
