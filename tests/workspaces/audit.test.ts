import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'

let t: TestApp
let owner: pg.Client
beforeAll(async () => {
  t = await createTestApp()
  // Somebody who owns the database: the only one who could touch the log.
  owner = new pg.Client({ connectionString: t.config.databaseUrl })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await t.close()
})

const verify = async (head?: string) =>
  (await t.as('compliance').get(`/api/v1/audit/verify${head === undefined ? '' : `?head=${head}`}`)).body
const run = (sql: string, values: unknown[] = []) => owner.query(sql, values)

/** Does something to the log as its owner and takes it back, with the report in between. */
async function tampered(change: () => Promise<unknown>, head?: string) {
  await run('CREATE TABLE kept AS SELECT * FROM audit_log')
  try {
    await change()
    return await verify(head)
  } finally {
    await run('DELETE FROM audit_log')
    await run('INSERT INTO audit_log SELECT * FROM kept')
    await run('DROP TABLE kept')
  }
}

describe('the audit log', () => {
  test('holds every change: who, what, before, after, from where', async () => {
    const make = await t.as('owner').post('/api/v1/api-keys', { name: 'Shop', scopes: ['users:read'] })
    await t.as('owner').delete(`/api/v1/api-keys/${make.body.apiKey.id}`)
    await t.as('owner').patch('/api/v1/workspace', { timeZone: 'Europe/Madrid' })
    const added = await t.as('admin').post('/api/v1/members', { email: 'a@own.example', role: 'reader' })
    await t.as('admin').patch(`/api/v1/members/${added.body.id}`, { role: 'agent' })
    const someone = await t.signInAs(added.body.id, t.workspaceId)
    await someone.post('/api/v1/auth/sign-out')
    await t.as('admin').delete(`/api/v1/members/${added.body.id}`)
    const { body } = await t.as('compliance').get('/api/v1/audit?limit=7')
    expect(body.data.map((line: { action: string }) => line.action)).toEqual([
      'member.delete',
      'session.end',
      'member.update',
      'member.create',
      'workspace.update',
      'api_key.revoke',
      'api_key.create',
    ])
    expect(body.data[2]).toMatchObject({
      actorKind: 'user',
      actorId: t.userIds.admin,
      actorName: 'The admin',
      objectType: 'member',
      objectId: added.body.id,
      before: { role: 'reader' },
      after: { role: 'agent' },
      ip: '127.0.0.1',
    })
    expect(body.data[4]).toMatchObject({ before: { timeZone: 'Europe/Paris' }, after: { timeZone: 'Europe/Madrid' } })
    expect(JSON.stringify(body)).not.toContain(make.body.key.slice(-64))
  })

  test('holds nothing of what was refused', async () => {
    const before = await t.as('compliance').get('/api/v1/audit?limit=1')
    await t.as('reader').post('/api/v1/members', { email: 'b@own.example', role: 'reader' })
    await t.as('owner').delete(`/api/v1/members/${t.userIds.owner}`)
    const after = await t.as('compliance').get('/api/v1/audit?limit=1')
    expect(after.body.data).toEqual(before.body.data)
  })

  test('is paged and filtered', async () => {
    const all = await t.as('compliance').get('/api/v1/audit?limit=200')
    const first = await t.as('compliance').get('/api/v1/audit?limit=4')
    const second = await t.as('compliance').get(`/api/v1/audit?limit=4&cursor=${first.body.next}`)
    expect([...first.body.data, ...second.body.data]).toEqual(all.body.data.slice(0, 8))
    const members = await t.as('compliance').get(`/api/v1/audit?objectType=member&actorId=${t.userIds.admin}`)
    expect(members.body.data.map((line: { action: string }) => line.action)).toEqual([
      'member.delete',
      'member.update',
      'member.create',
    ])
  })

  test('fits together, and so under changes made at once', async () => {
    const made = Array.from({ length: 20 }, (_, i) =>
      t.as('owner').post('/api/v1/api-keys', { name: `key ${i}`, scopes: ['users:read'] }),
    )
    expect((await Promise.all(made)).map((answer) => answer.status)).toEqual(Array(20).fill(201))
    const report = await verify()
    expect(report).toMatchObject({ ok: true, brokenAt: null })
    const { rows } = await run('SELECT count(*) FROM audit_log WHERE workspace_id = $1', [t.workspaceId])
    expect(report.checked).toBe(Number(rows[0].count))
  })

  test.each([
    ['edited action', "UPDATE audit_log SET action = 'nothing' WHERE sequence = 5 AND workspace_id = $1"],
    ['edited actor', "UPDATE audit_log SET actor_id = 'x' WHERE sequence = 5 AND workspace_id = $1"],
    ['edited content', `UPDATE audit_log SET after = '{"role":"owner"}' WHERE sequence = 5 AND workspace_id = $1`],
    ['edited time', "UPDATE audit_log SET at = at - interval '1 day' WHERE sequence = 5 AND workspace_id = $1"],
    ['edited address', "UPDATE audit_log SET ip = '192.0.2.1' WHERE sequence = 5 AND workspace_id = $1"],
    ['deleted line', 'DELETE FROM audit_log WHERE sequence = 5 AND workspace_id = $1'],
    [
      'swapped lines',
      `UPDATE audit_log a SET action = b.action, after = b.after, hash = b.hash, id = b.id FROM audit_log b
       WHERE a.workspace_id = $1 AND b.workspace_id = $1 AND (a.sequence, b.sequence) IN ((5, 6), (6, 5))`,
    ],
    [
      'gap closed up',
      `DELETE FROM audit_log WHERE sequence = 5 AND workspace_id = $1;
       UPDATE audit_log SET sequence = -sequence WHERE sequence > 5 AND workspace_id = $1;
       UPDATE audit_log SET sequence = -sequence - 1 WHERE sequence < 0 AND workspace_id = $1`,
    ],
  ])('shows: %s', async (_name, sql) => {
    const report = await tampered(() => run(sql.replaceAll('$1', `'${t.workspaceId}'`)))
    expect(report).toMatchObject({ ok: false, brokenAt: 5 })
  })

  test('shows a cut end and a chain made anew against a head from before', async () => {
    const { head, checked } = await verify()
    expect(await verify(head)).toMatchObject({ ok: true })
    const cut = () => run('DELETE FROM audit_log WHERE sequence > 6 AND workspace_id = $1', [t.workspaceId])
    expect(await tampered(cut)).toMatchObject({ ok: true, checked: 6 })
    expect(await tampered(cut, head)).toMatchObject({ ok: false, brokenAt: 7 })
    const anew = async () => {
      await run('DELETE FROM audit_log WHERE workspace_id = $1', [t.workspaceId])
      for (let i = 0; i < checked; i++)
        await t.as('owner').post('/api/v1/api-keys', { name: `${i}`, scopes: ['users:read'] })
    }
    expect(await tampered(anew, head)).toMatchObject({ ok: false, brokenAt: checked })
  })

  test('takes no head that it did not give', async () => {
    const { head } = await verify()
    const foreign = await t.as('owner', 'other').get(`/api/v1/audit/verify?head=${head}`)
    expect(foreign.status).toBe(400)
    const [sequence, ...rest] = head.split('.')
    const bent = [Number(sequence) - 1, ...rest].join('.')
    expect((await t.as('compliance').get(`/api/v1/audit/verify?head=${bent}`)).status).toBe(400)
  })

  test('can be changed by neither of the roles the application wears', async () => {
    const { tenant, system } = t.core.db
    for (const work of [<T>(f: Parameters<typeof tenant<T>>[1]) => tenant(t.workspaceId, f), system]) {
      await expect(work((trx) => trx('audit_log').update({ action: 'x' }))).rejects.toThrow(/permission denied/)
      await expect(work((trx) => trx('audit_log').delete())).rejects.toThrow(/permission denied/)
    }
  })
})

describe('the workspace', () => {
  test('is read by all and changed by the owner', async () => {
    const answer = await t
      .as('owner')
      .patch('/api/v1/workspace', { languages: ['en', 'es'], locale: 'fr', country: 'BE' })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ locale: 'fr', languages: ['fr', 'en', 'es'], country: 'BE' })
    const read = await t.as('agent').get('/api/v1/workspace')
    expect(read.body).toEqual(answer.body)
    expect((await t.as('owner', 'other').get('/api/v1/workspace')).body.slug).toBe('other')
  })

  test('takes no zone, language or country there is not', async () => {
    const change = { timeZone: 'Mars/Olympus', languages: ['en', 'xx-yy-zz-11'], locale: 'fr' }
    const answer = await t.as('owner').patch('/api/v1/workspace', change)
    expect(answer.status).toBe(422)
    expect(answer.body.errors.map((e: { field: string }) => e.field)).toEqual(['/timeZone', '/languages/1'])
    expect((await t.as('owner').patch('/api/v1/workspace', { country: 'France' })).status).toBe(422)
    expect((await t.as('owner').patch('/api/v1/workspace', {})).status).toBe(422)
    expect((await t.as('owner').patch('/api/v1/workspace', { slug: 'x' })).status).toBe(422)
    expect((await t.as('owner').get('/api/v1/workspace')).body.timeZone).not.toBe('Mars/Olympus')
  })
})
