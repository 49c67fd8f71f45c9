import { afterAll, beforeAll, expect, test } from 'vitest'
import { resealAll } from '../../core/contacts/reseal.ts'
import { openValues, sealValues } from '../../core/contacts/sealed.ts'
import { createVault } from '../../core/infra/crypto.ts'
import { uuid7 } from '../../core/infra/ids.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let t: TestApp
const oldKey = { id: 'k1', key: Buffer.alloc(32, 1) }
const newKey = { id: 'k2', key: Buffer.alloc(32, 2) }
const before = createVault([oldKey])
const during = createVault([newKey, oldKey])
const people = Array.from({ length: 23 }, () => uuid7())

beforeAll(async () => {
  t = await createTestApp()
  await t.core.db.tenant(t.workspaceId, (trx) =>
    trx('contacts').insert(
      people.map((id, index) => ({
        workspace_id: t.workspaceId,
        id,
        // Every fifth has nothing sensitive.
        sealed: JSON.stringify(
          index % 5 ? sealValues(before, t.workspaceId, id, { pin: `p${index}`, tags: ['a'] }) : {},
        ),
      })),
    ),
  )
}, 60_000)
afterAll(() => t?.close())

const rows = (): Promise<{ id: string; sealed: Record<string, string> }[]> =>
  t.core.db.tenant(t.workspaceId, (trx) => trx('contacts').whereIn('id', people).orderBy('id').select('id', 'sealed'))

test('after a rotation old values are read, then sealed again until the old key can go', async () => {
  const first = await rows()
  expect(openValues(during, t.workspaceId, first[1]!.id, first[1]!.sealed)).toEqual({ pin: 'p1', tags: ['a'] })
  const core = { db: t.core.db, vault: during }
  expect(await resealAll(core, t.workspaceId, { batch: 4 })).toEqual({ people: 18, resealed: 18 })
  for (const [index, { id, sealed }] of (await rows()).entries()) {
    for (const value of Object.values(sealed)) expect(during.keyOf(value)).toBe('k2')
    if (index % 5)
      expect(openValues(createVault([newKey]), t.workspaceId, id, sealed)).toEqual({ pin: `p${index}`, tags: ['a'] })
  }
  expect(await resealAll(core, t.workspaceId)).toEqual({ people: 18, resealed: 0 })
})
