import { DatabaseSync } from 'node:sqlite'
import Type from 'typebox'
import type { AudienceSource, Json } from '../../../core/contracts/index.ts'
import { type AudienceSourceSubject, uuidv7 } from '../../../core/testing/index.ts'

const PEOPLE = 23

/** The reference audience source: everybody with one plan, from a real SQL database in memory. */
export const planAudience: AudienceSource = {
  id: 'plan',
  label: { en: 'Plan', fr: 'Formule', es: 'Plan' },
  definition: Type.Object({ plan: Type.String({ minLength: 1 }) }, { additionalProperties: false }),
  async count(definition, host) {
    const { rows } = await host.query('SELECT count(*) AS n FROM person WHERE plan = $1', [planOf(definition)])
    return Number(rows[0]!.n)
  },
  async page(definition, host, after, limit) {
    const text = 'SELECT id FROM person WHERE plan = $1 AND id > $2 ORDER BY id LIMIT $3'
    const { rows } = await host.query(text, [planOf(definition), after ?? '', limit])
    const ids = rows.map((row) => String(row.id))
    return { ids, next: ids.length < limit ? null : ids.at(-1)! }
  },
  sql: (definition, first) => ({
    text: `SELECT id AS contact_id FROM person WHERE plan = $${first}`,
    values: [planOf(definition)],
  }),
}

function planOf(definition: Record<string, Json>): string {
  if (typeof definition.plan !== 'string') throw new Error('plan: must be text')
  return definition.plan
}

export function planSubject(): AudienceSourceSubject {
  const db = new DatabaseSync(':memory:')
  db.exec('CREATE TABLE person (id TEXT PRIMARY KEY, plan TEXT)')
  const insert = db.prepare('INSERT INTO person VALUES (?, ?)')
  const ids = Array.from({ length: PEOPLE }, (_, i) => uuidv7(1_700_000_000_000 + i))
  for (const [i, id] of ids.entries()) insert.run(id, i % 3 === 0 ? 'pro' : 'basic')
  return {
    source: planAudience,
    host: {
      workspaceId: uuidv7(),
      query: async (text, values) => {
        const named = Object.fromEntries(values.map((value, i) => [`$${i + 1}`, value as string]))
        return { rows: db.prepare(text).all(named) }
      },
    },
    cases: [
      { name: 'pro', definition: { plan: 'pro' }, ids: ids.filter((_, i) => i % 3 === 0) },
      { name: 'basic', definition: { plan: 'basic' } },
      { name: 'nobody', definition: { plan: 'gold' }, ids: [] },
    ],
    refused: [{ plan: 3 }],
    hostile: [{ definition: { plan: `x' OR '1'='1` }, values: [`x' OR '1'='1`] }],
  }
}
