import { afterAll, beforeAll, expect, test } from 'vitest'
import { sealSearch } from '../../../core/campaigns/privacy/search.ts'
import { countSealed, keyStates } from '../../../core/cli/keys/count.ts'
import { resealEverything } from '../../../core/cli/keys/rotate.ts'
import { openValues, sealValues } from '../../../core/contacts/sealed.ts'
import type { Core } from '../../../core/context.ts'
import { createVault } from '../../../core/infra/crypto.ts'
import { uuid7 } from '../../../core/infra/ids.ts'
import { MasterKeyMissing, openVault } from '../../../core/infra/root-key.ts'
import { createTestApp, type TestApp } from '../../support/app.ts'

let t: TestApp
const key = (id: string, byte: number) => ({ id, key: Buffer.alloc(32, byte) })
/** As `testConfig` sets it. */
const first = key('1', 7)
const second = key('k2', 2)
const third = key('k3', 3)

beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t?.close())

const states = async (ids: string[]) => keyStates(ids, await t.core.db.directSystem(countSealed))
const password = async (core: Core, id: string) => {
  const [row] = await t.core.db.tenant(t.workspaceId, (trx) => trx('accounts').where({ id }).select('secrets'))
  return JSON.parse(core.vault.open(row.secrets, `${t.workspaceId}:accounts.secrets:${id}`)).password
}

test('a rotation: read by both keys, sealed anew, and the old key can go; hashes and signatures never change', async () => {
  const owner = t.as('owner')
  const account = await owner.post('/api/v1/accounts', {
    name: 'Sealed',
    provider: 'smtp',
    settings: { host: '127.0.0.1', fromEmail: 'a@own.example', user: 'u', password: 'hunter2' },
  })
  expect(account.status).toBe(201)
  const person = uuid7()
  const erased = uuid7()
  await t.core.db.system(async (trx) => {
    await trx('contacts').insert({
      workspace_id: t.workspaceId,
      id: person,
      sealed: JSON.stringify(sealValues(t.core.vault, t.workspaceId, person, { pin: 'p', note: 'n' })),
    })
    await trx('erasures').insert({
      workspace_id: t.workspaceId,
      contact_id: erased,
      anonymous_id: uuid7(),
      searching: sealSearch(t.core, { workspaceId: t.workspaceId, contactId: erased }, ['x@y.example']),
    })
  })
  const hash = t.core.vault.addressHash(t.workspaceId, 'email', 'x@y.example')
  const signature = t.core.vault.sign('link', 'data')
  expect(await states(['1'])).toEqual({ keys: [{ id: '1', current: true, values: 5, canGo: false }], missing: [] })

  // Both keys are in the list: what is new is sealed with the second, what is old is read.
  const during = { ...t.core, vault: await openVault(t.core.db, [second, first]) }
  expect(during.vault.currentKey).toBe('k2')
  expect(await password(during, account.body.id)).toBe('hunter2')
  const said: string[] = []
  expect(await resealEverything(during, (line) => said.push(line))).toEqual({ accounts: 1, people: 1 })
  expect(said).toEqual(['own: 1 people looked at'])
  expect((await states(['k2', '1'])).keys).toEqual([
    { id: 'k2', current: true, values: 5, canGo: false },
    { id: '1', current: false, values: 0, canGo: true },
  ])
  expect(await resealEverything(during, () => {})).toEqual({ accounts: 0, people: 0 })

  // The old key is gone, and nothing is missing.
  const after = { ...t.core, vault: await openVault(t.core.db, [second]) }
  expect(await password(after, account.body.id)).toBe('hunter2')
  const [{ sealed }] = await t.core.db.tenant(t.workspaceId, (trx) => trx('contacts').where({ id: person }))
  expect(openValues(after.vault, t.workspaceId, person, sealed)).toEqual({ pin: 'p', note: 'n' })
  for (const vault of [during.vault, after.vault, await openVault(t.core.db, [third, second])]) {
    expect(vault.addressHash(t.workspaceId, 'email', 'x@y.example')).toEqual(hash)
    expect(vault.verify('link', 'data', signature)).toBe(true)
  }
  expect(createVault([second]).addressHash(t.workspaceId, 'email', 'x@y.example')).not.toEqual(hash)
})

test('a start without the key that the database was sealed with is refused, not guessed', async () => {
  await expect(openVault(t.core.db, [third])).rejects.toThrow(MasterKeyMissing)
  await expect(openVault(t.core.db, [third])).rejects.toThrow(
    /master key "k2", which CARILLON_MASTER_KEY does not hold/,
  )
  await expect(openVault(t.core.db, [key('k2', 9)])).rejects.toThrow(/not the one of that name/)
  expect((await states(['k3'])).missing).toEqual([{ id: 'k2', values: 5 }])
})
