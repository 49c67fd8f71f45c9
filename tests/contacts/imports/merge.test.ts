import { afterAll, beforeAll, expect, test } from 'vitest'
import { createImportWorld, type ImportWorld, sumOf } from './support.ts'

let world: ImportWorld
beforeAll(async () => {
  world = await createImportWorld()
})
afterAll(() => world.close())

test('a plain file becomes people', async () => {
  const done = await world.run('Email,First name,Last name\nana@plain.example,Ana,García\nbob@plain.example,Bob,\n')
  expect(done).toMatchObject({ state: 'completed', progress: 1, totals: { rows: 2, created: 2, refused: 0 } })
  const rows = await world.query(
    `SELECT a.value, c.first_name, c.last_name FROM addresses a JOIN contacts c ON c.id = a.contact_id WHERE a.value LIKE '%@plain.example' ORDER BY 1`,
  )
  expect(rows).toEqual([
    { value: 'ana@plain.example', first_name: 'Ana', last_name: 'García' },
    { value: 'bob@plain.example', first_name: 'Bob', last_name: null },
  ])
})
