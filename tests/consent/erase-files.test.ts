import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reapplyErasures } from '../../core/campaigns/privacy/reapply.ts'
import { finishErasures } from '../../core/campaigns/privacy/sweep.ts'
import { createStorage } from '../../core/infra/storage.ts'
import { createImportWorld, type ImportWorld } from '../contacts/imports/support.ts'

let world: ImportWorld
beforeAll(async () => {
  world = await createImportWorld()
})
afterAll(() => world?.close())

const compliance = () => world.as('compliance')
const erase = (id: string) => compliance().post(`/api/v1/contacts/${id}/erase`)
const person = async (value: string, kind = 'email') =>
  (await world.as('contributor').post('/api/v1/contacts', { firstName: 'Ana', addresses: [{ kind, value }] })).body
    .id as string
const fileOf = async (importId: string) =>
  (await world.query('SELECT f.* FROM files f JOIN imports i ON i.file_id = f.id WHERE i.id = ?', importId))[0]
const bytesOf = async (importId: string) =>
  existsSync(createStorage(world.config.dataDir).locate((await fileOf(importId)).path))
const filler = (n: number) => Array.from({ length: n }, (_, i) => `other${i}@filler.example,Other ${i}`).join('\n')

describe('stored files of imports', () => {
  test('that hold the person are deleted whole, others stay; the record names them', async () => {
    const with_ = await world.run(`Email,Name\nANA@Files.Example,Ana\n${filler(3)}\n`)
    const without = await world.run(`Email,Name\n${filler(3)}\n`)
    const [row] = await world.query("SELECT contact_id FROM addresses WHERE value = 'ana@files.example'")
    const answer = await erase(row.contact_id)
    expect(answer.body).toMatchObject({
      waitsFor: null,
      report: { importsWithFile: [], filesSearched: 2, filesRemoved: [with_.id], filesMissing: [] },
    })
    expect(answer.body.finishedAt).toBeTruthy()
    expect([await bytesOf(with_.id), await bytesOf(without.id)]).toEqual([false, true])
    expect((await fileOf(with_.id)).bytes_gone_at).toBeTruthy()
    const shown = (await world.as('contributor').get(`/api/v1/imports/${with_.id}`)).body
    expect(shown.state).toBe('completed')
    expect(JSON.stringify(shown)).not.toMatch(/ana@files/i)
    const again = await world.as('contributor').post('/api/v1/imports', { fileId: shown.fileId })
    expect(again.status).toBe(404)
    expect((await erase(row.contact_id)).body).toEqual(answer.body)
    const [entry] = await world.query("SELECT object_id FROM audit_log WHERE action = 'file.erase'")
    expect(entry.object_id).toBe(shown.fileId)
    expect(await world.query('SELECT searching FROM erasures WHERE searching IS NOT NULL')).toEqual([])
  })

  test.each([
    ['in UTF-16', 'utf16@kinds.example', Buffer.from('\ufeffEmail\nutf16@kinds.example\n', 'utf16le')],
    [
      'in a column that was not taken',
      'note@kinds.example',
      'Email,Note\nx@kinds.example,"see note@kinds.example, please"\n',
    ],
    ['in the letters of its own domain', 'ana@xn--mller-kva.example', 'Email\nana@müller.example\n'],
    ['across the end of a block', 'edge@kinds.example', `Email\n${'x'.repeat(262_144 - 12)}\nedge@kinds.example\n`],
    ['far behind', 'far@kinds.example', `Email,Name\n${filler(20_000)}\nfar@kinds.example,F\n`],
  ])('are found %s', async (_how, email, content) => {
    const uploaded = await world.upload(content as string | Buffer)
    const answer = await erase(await person(email))
    expect(answer.body.report.filesRemoved).toEqual([uploaded.body.id])
    expect(await bytesOf(uploaded.body.id)).toBe(false)
    // It had not started: nothing can be imported from a file that is gone.
    const shown = (await world.as('contributor').get(`/api/v1/imports/${uploaded.body.id}`)).body
    expect(shown).toMatchObject({ state: 'cancelled', problem: { code: 'file_erased' } })
  })

  test('of an import that runs are searched when it has ended, with the addresses sealed until then', async () => {
    const uploaded = await world.upload('Email\nrunning@late.example\n')
    await world.query("UPDATE imports SET state = 'running' WHERE id = ?", uploaded.body.id)
    const answer = await erase(await person('running@late.example'))
    expect(answer.body).toMatchObject({ finishedAt: null, report: { importsWithFile: [uploaded.body.id] } })
    const [{ searching }] = await world.query('SELECT searching FROM erasures WHERE id = ?', answer.body.id)
    expect(searching).toMatch(/^s1:/)
    expect(searching).not.toContain('running@late')
    expect(await finishErasures(world.core)).toBe(0)
    expect(await bytesOf(uploaded.body.id)).toBe(true)
    await world.query("UPDATE imports SET state = 'completed', started_at = now() WHERE id = ?", uploaded.body.id)
    await world.query(
      `INSERT INTO import_rejects (workspace_id, import_id, line, code, reason, raw) VALUES (?, ?, 2, 'suppressed_erasure', 'x', 'running@late.example')`,
      world.workspaceId,
      uploaded.body.id,
    )
    expect(await finishErasures(world.core)).toBe(1)
    expect(await bytesOf(uploaded.body.id)).toBe(false)
    expect(await world.query('SELECT raw FROM import_rejects WHERE import_id = ?', uploaded.body.id)).toEqual([
      { raw: '' },
    ])
  })

  test('that several imports name are one file, and all of them are told', async () => {
    const me = world.as('contributor')
    const one = (await world.upload('Email\ntwice@late.example\n')).body
    const two = (await me.post('/api/v1/imports', { fileId: one.fileId })).body
    const { report } = (await erase(await person('twice@late.example'))).body
    expect(report).toMatchObject({ filesMissing: [] })
    expect(report.filesRemoved.sort()).toEqual([one.id, two.id].sort())
    for (const { id } of [one, two]) expect((await me.get(`/api/v1/imports/${id}`)).body.state).toBe('cancelled')
  })

  test('that do not lie where they should are named', async () => {
    const uploaded = await world.upload('Email\nlost@late.example\n')
    await createStorage(world.config.dataDir).remove((await fileOf(uploaded.body.id)).path)
    const answer = await erase(await person('lost@late.example'))
    expect(answer.body.report.filesMissing).toEqual([uploaded.body.id])
    expect((await fileOf(uploaded.body.id)).bytes_gone_at).toBeNull()
    await world.query('DELETE FROM imports WHERE id = ?', uploaded.body.id)
  })
})

describe('under a legal hold', () => {
  const hold = async (legalHold: boolean) =>
    expect((await world.as('owner').patch('/api/v1/workspace', { legalHold })).status).toBe(200)

  test('an erasure waits, the person is on hold and stays; it begins by itself when the hold is lifted', async () => {
    const uploaded = await world.upload('Email\nheld@hold.example\n')
    const id = await person('held@hold.example')
    await hold(true)
    const answer = await erase(id)
    expect(answer.body).toMatchObject({
      waitsFor: 'legal_hold',
      finishedAt: null,
      report: { addresses: 0, blocked: [] },
    })
    expect((await erase(id)).body.id).toBe(answer.body.id)
    expect((await compliance().get('/api/v1/erasures')).body.data[0]).toMatchObject({ waitsFor: 'legal_hold' })
    expect((await compliance().get(`/api/v1/contacts/${id}`)).body).toMatchObject({ held: true })
    expect(await finishErasures(world.core)).toBe(0)
    expect(await bytesOf(uploaded.body.id)).toBe(true)

    await hold(false)
    expect(await finishErasures(world.core)).toBe(1)
    expect(await world.query('SELECT FROM contacts WHERE id = ?', id)).toEqual([])
    expect(await bytesOf(uploaded.body.id)).toBe(false)
    const [done] = (await compliance().get('/api/v1/erasures')).body.data
    expect(done).toMatchObject({
      id: answer.body.id,
      waitsFor: null,
      report: { addresses: 1, filesRemoved: [uploaded.body.id] },
    })
    const actions = await world.query('SELECT action FROM audit_log WHERE object_id = ? ORDER BY sequence', id)
    expect(actions.map((row) => row.action)).toEqual(expect.arrayContaining(['contact.erase_waits', 'contact.erase']))
  })

  test('an import is not undone', async () => {
    const done = await world.run('Email\nkept@hold.example\n')
    await hold(true)
    const refused = await world.as('contributor').post(`/api/v1/imports/${done.id}/undo`)
    expect(refused.body).toMatchObject({ status: 409, detail: expect.stringContaining('legal hold') })
    await hold(false)
  })

  test('a restored backup waits as well', async () => {
    const id = await person('restored@hold.example')
    const entry = { ...(await erase(id)).body, workspaceId: world.workspaceId }
    await world.query('DELETE FROM erasures WHERE contact_id = ?', id)
    await world.core.db.tenant(world.workspaceId, (trx) =>
      trx('contacts').insert({ workspace_id: world.workspaceId, id }),
    )
    await hold(true)
    expect(await reapplyErasures(world.core, [entry])).toBe(1)
    expect(await world.query('SELECT waits_for, anonymous_id FROM erasures WHERE contact_id = ?', id)).toEqual([
      { waits_for: 'legal_hold', anonymous_id: entry.anonymousId },
    ])
    await hold(false)
    expect(await finishErasures(world.core)).toBe(1)
    expect(await world.query('SELECT FROM contacts WHERE id = ?', id)).toEqual([])
  })
})
