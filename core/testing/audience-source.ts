import fc from 'fast-check'
import type { AudienceHost, AudienceSource, Json } from '../contracts/index.ts'
import { broken, describeProperties, type Property, within } from './property.ts'
import { compileObjectSchema, schemaErrors } from './schema.ts'
import { checkId, checkLabel } from './words.ts'

type Definition = Record<string, Json>

/** An audience source, on data that nobody changes while the suite runs. */
export interface AudienceSourceSubject {
  readonly source: AudienceSource
  readonly host: AudienceHost
  /** Definitions that work; at least one holds three people or more. `ids`: who is in it, where that is known. */
  readonly cases: readonly {
    readonly name: string
    readonly definition: Definition
    readonly ids?: readonly string[]
  }[]
  /** Definitions of an unknown shape. */
  readonly refused: readonly Definition[]
  /** Definitions of the right shape that name what does not exist; `sql`, which looks nothing up, may take them. */
  readonly missing?: readonly Definition[]
  /** Where `sql` exists: definitions with values that would break out of a query's text, and these values. */
  readonly hostile?: readonly { readonly definition: Definition; readonly values: readonly string[] }[]
}

const PATIENCE_MS = 30_000

/** All that must hold for an audience source, each to be run by hand too. */
export const audienceSourceProperties: readonly Property<AudienceSourceSubject>[] = [
  {
    name: 'id, labels and definition schema are complete',
    async run({ source, cases }) {
      checkId('source.id', source.id)
      checkLabel('source.label', source.label)
      const validate = compileObjectSchema('source.definition', source.definition)
      for (const { name, definition } of cases) {
        if (!validate(definition))
          throw broken(`source.definition refuses the good '${name}': ${schemaErrors(validate)}`)
      }
    },
  },
  each('the pages together are the audience, and as many as were counted', async ({ source, host }, one) => {
    const ids = await walk(source, host, one.definition, () => 2)
    const count = await within(PATIENCE_MS, 'count()', () => source.count(one.definition, host))
    if (count !== ids.length) throw broken(`'${one.name}': counted ${count}, paged ${ids.length}`)
    if (one.ids) expectSame(one.name, [...one.ids].sort(), ids)
  }),
  each('pages ascend without repeats, whatever their size', async ({ source, host }, one) => {
    const whole = await walk(source, host, one.definition, () => 1_000)
    const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 })
    for (const list of fc.sample(sizes, { numRuns: 10, seed: 1 })) {
      let turn = 0
      expectSame(one.name, whole, await walk(source, host, one.definition, () => list[turn++ % list.length]!))
    }
  }),
  each('an expansion goes on from any person it stopped at', async ({ source, host }, one) => {
    const whole = await walk(source, host, one.definition, () => 1_000)
    for (let at = 0; at < Math.min(whole.length, 50); at++) {
      const rest = await walk(source, host, one.definition, () => 3, whole[at]!)
      expectSame(`${one.name} from person ${at + 1}`, whole.slice(at + 1), rest)
    }
    const between = await walk(source, host, one.definition, () => 3, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    if (between.length > 0) throw broken(`'${one.name}': ${between.length} people beyond the last possible id`)
  }),
  {
    name: 'an unknown definition is refused',
    async run({ source, host, refused, missing = [] }) {
      const unknown = [...refused, { 'no-such-field': 1 }]
      for (const definition of [...unknown, ...missing]) {
        await expectRefused('count', definition, () => source.count(definition, host))
        await expectRefused('page', definition, () => source.page(definition, host, null, 1))
      }
      if (!source.sql) return
      for (const definition of unknown) await expectRefused('sql', definition, () => source.sql!(definition, 1))
    },
  },
  {
    ...each('sql gives the same people', async ({ source, host }, one) => {
      const { text, values } = source.sql!(one.definition, 1)
      const { rows } = await within(PATIENCE_MS, 'the query of sql()', () => host.query(text, values))
      const ids = rows.map((row) => row.contact_id as string).sort()
      expectSame(`${one.name} by sql`, await walk(source, host, one.definition, () => 1_000), ids)
    }),
    appliesTo: hasSql,
  },
  {
    ...each('sql numbers its parameters from where it is told', async ({ source }, one) => {
      for (const first of [1, 5]) {
        const { text, values } = source.sql!(one.definition, first)
        const used = new Set([...text.matchAll(/\$(\d+)/g)].map((match) => Number(match[1])))
        const wanted = new Set(values.map((_, index) => first + index))
        if (used.size !== wanted.size || [...used].some((number) => !wanted.has(number))) {
          throw broken(`'${one.name}': ${values.length} values from $${first}, the text uses $${[...used].join(', $')}`)
        }
      }
    }),
    appliesTo: hasSql,
  },
  {
    name: 'sql takes values as parameters only',
    appliesTo: hasSql,
    async run({ source, host, hostile = [] }) {
      if (hostile.length === 0) throw broken('the source has sql(): the suite needs `hostile` definitions')
      for (const { definition, values } of hostile) {
        const query = source.sql!(definition, 1)
        const inside = values.find((value) => query.text.includes(value))
        if (inside !== undefined)
          throw broken(`the value ${JSON.stringify(inside)} is in the text of the query: ${query.text}`)
        await within(PATIENCE_MS, 'the query of sql()', () => host.query(query.text, query.values))
      }
    },
  },
]

/** Runs every property of an audience source as a vitest test. */
export function describeAudienceSource(subject: AudienceSourceSubject): void {
  describeProperties(`audience source ${subject.source.id}`, audienceSourceProperties, subject)
}

type Case = AudienceSourceSubject['cases'][number]

function each(
  name: string,
  work: (subject: AudienceSourceSubject, one: Case) => Promise<void>,
): Property<AudienceSourceSubject> {
  return {
    name,
    async run(subject) {
      if (subject.cases.length === 0) throw broken('the suite needs at least one case')
      for (const one of subject.cases) await work(subject, one)
    },
  }
}

function hasSql({ source }: AudienceSourceSubject): true | string {
  return source.sql !== undefined || 'the source has no sql()'
}

async function expectRefused(name: string, definition: Definition, work: () => unknown): Promise<void> {
  const taken = await Promise.resolve()
    .then(work)
    .then(
      () => true,
      () => false,
    )
  if (taken) throw broken(`${name}() took the unknown definition ${JSON.stringify(definition)}`)
}

/** All ids after `after`, page by page; each page must be ascending, no longer than asked, and beyond the one before. */
async function walk(
  source: AudienceSource,
  host: AudienceHost,
  definition: Definition,
  size: () => number,
  after?: string,
) {
  const ids: string[] = []
  let cursor: string | null = after ?? null
  for (;;) {
    const limit = size()
    const page = await within(PATIENCE_MS, 'page()', () => source.page(definition, host, cursor, limit))
    if (page.ids.length > limit) throw broken(`page() gave ${page.ids.length} ids, asked for ${limit}`)
    for (const id of page.ids) {
      const last = ids.at(-1) ?? after
      if (last !== undefined && id <= last) throw broken(`page() gave '${id}' after '${last}'`)
      ids.push(id)
    }
    if (page.next === null) return ids
    if (page.next === cursor) throw broken(`page() does not go on: its next is '${cursor}' again`)
    cursor = page.next
  }
}

function expectSame(what: string, wanted: readonly string[], got: readonly string[]): void {
  if (wanted.join() === got.join()) return
  const [want, have] = [new Set(wanted), new Set(got)]
  const missing = [...want].filter((id) => !have.has(id)).slice(0, 3)
  const extra = [...have].filter((id) => !want.has(id)).slice(0, 3)
  throw broken(
    `${what}: ${got.length} of ${wanted.length}; missing ${missing.join(', ') || '–'}; extra ${extra.join(', ') || '–'}`,
  )
}
