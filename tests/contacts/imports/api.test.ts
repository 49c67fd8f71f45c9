import iconv from 'iconv-lite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createImportWorld, type ImportWorld } from './support.ts'

let world: ImportWorld
beforeAll(async () => {
  world = await createImportWorld()
})
afterAll(() => world.close())

const url = (id: string) => `/api/v1/imports/${id}`

test('upload answers with what was detected; the preview shows rows and problems; nothing is stored', async () => {
  const me = world.as('contributor')
  const { status, body } = await world.upload('Email;Prénom\nana@up.example;Ana\nbroken;B\n', '../../etc/passwd.csv')
  expect(status).toBe(201)
  expect(body).toMatchObject({
    fileName: 'passwd.csv',
    state: 'uploaded',
    detected: { encoding: { encoding: 'utf-8', certain: true }, delimiter: ';', header: true },
    options: {
      duplicates: 'fill',
      columns: [
        { index: 0, target: 'address:email' },
        { index: 1, target: 'firstName' },
      ],
    },
  })
  expect(JSON.stringify(body)).not.toContain('dataOffset')
  const preview = await me.post(`${url(body.id)}/preview`)
  expect(preview.status).toBe(200)
  expect(preview.body.rows).toMatchObject([
    { line: 2, addresses: [{ kind: 'email', value: 'ana@up.example' }], person: { firstName: 'Ana' }, problems: [] },
    { line: 3, problems: [{ column: 'Email', code: expect.stringMatching(/^email_/) }] },
  ])
  expect(await world.query('SELECT count(*)::int AS n FROM contacts')).toEqual([{ n: 0 }])
  const again = await me.post('/api/v1/imports', { fileId: body.fileId })
  expect(again).toMatchObject({ status: 201, body: { fileId: body.fileId, fileName: 'passwd.csv' } })
  const page = await me.get('/api/v1/imports?limit=1')
  expect(page.body.data).toHaveLength(1)
  expect((await me.get(`/api/v1/imports?limit=1&cursor=${page.body.next}`)).body.data[0].id).toBe(body.id)
})

test('an uncertain encoding has to be chosen before the start', async () => {
  const me = world.as('contributor')
  const { body } = await world.upload(iconv.encode('Email,First name\nlech@enc.example,Wałęsa\n', 'windows-1250'))
  expect(body.detected.encoding).toMatchObject({ certain: false })
  expect(body.detected.encoding.samples.map((one: any) => one.text)).toContain('lech@enc.example,Wałęsa')
  expect((await me.post(`${url(body.id)}/start`)).body).toMatchObject({
    status: 409,
    code: 'not_ready',
    errors: [{ field: '/encoding' }],
  })
  const chosen = await me.patch(url(body.id), { encoding: 'windows-1250' })
  expect(chosen.body.detected.columns[1].samples).toEqual(['Wałęsa'])
  expect((await me.post(`${url(body.id)}/start`)).status).toBe(202)
})

test('wrong options name their place', async () => {
  const me = world.as('contributor')
  const { body } = await world.upload('Email,City\na@opt.example,Lyon\n')
  const answer = await me.patch(url(body.id), {
    columns: [
      { index: 0, target: 'address:fax' },
      { index: 7, target: 'firstName' },
      { index: 1, target: 'attribute:city' },
    ],
    lists: ['01234567-89ab-7def-8123-456789abcdef'],
    consent: { channel: 'pigeon', purpose: 'news', source: 'x' },
  })
  expect(answer.status).toBe(422)
  expect(answer.body.errors.map((one: any) => one.field)).toEqual([
    '/columns/0',
    '/columns/1',
    '/columns/2',
    '/lists/0',
    '/consent/channel',
    '/consent/wording',
  ])
  expect((await me.patch(url(body.id), { columns: [{ index: 0, target: 'ignore' }] })).status).toBe(200)
  expect((await me.post(`${url(body.id)}/start`)).body.errors).toMatchObject([{ field: '/columns', code: 'required' }])
})

test('new attributes are declared at the start', async () => {
  const done = await world.run('Email,Size\na@decl.example,38\n', {
    columns: [
      { index: 0, target: 'address:email' },
      { index: 1, target: 'attribute:size' },
    ],
    declare: [{ name: 'size', type: 'number' }],
  })
  expect(done.totals).toMatchObject({ created: 1 })
  expect(await world.query(`SELECT type FROM attribute_definitions WHERE name = 'size'`)).toEqual([{ type: 'number' }])
})

test('what is not a CSV file is refused and not kept', async () => {
  const before = await world.query('SELECT count(*)::int AS n FROM files')
  for (const [content, code] of [
    ['', 'empty'],
    ['email\n', 'header_only'],
    [Buffer.from('504b030414000600', 'hex'), 'spreadsheet'],
  ] as const) {
    const answer = await world.upload(content)
    expect(answer.body).toMatchObject({ status: 422, errors: [{ field: '/file', code }] })
  }
  expect(await world.query('SELECT count(*)::int AS n FROM files')).toEqual(before)
  const me = world.as('contributor')
  expect((await me.post('/api/v1/imports', { nothing: 1 })).status).toBe(400)
})

test('each change is in the audit log, without the people', async () => {
  const done = await world.run('Email\nsecret@audit.example\n')
  const rows = await world.query(
    'SELECT action, before, after FROM audit_log WHERE object_id = ? ORDER BY sequence',
    done.id,
  )
  expect(rows.map((row) => row.action)).toEqual(['import.upload', 'import.start', 'import.complete'])
  expect(JSON.stringify(rows)).not.toContain('secret@')
})

test('imports of another workspace are not there, and readers have none', async () => {
  const { body } = await world.upload('Email\na@own.example\n')
  const other = world.as('owner', 'other')
  for (const [method, path] of [
    ['GET', ''],
    ['PATCH', ''],
    ['POST', '/preview'],
    ['POST', '/start'],
    ['POST', '/cancel'],
    ['GET', '/rejects.csv'],
  ] as const)
    expect(
      (await other.request(method, `${url(body.id)}${path}`, method === 'PATCH' ? { header: true } : undefined)).status,
    ).toBe(404)
  expect((await other.post('/api/v1/imports', { fileId: body.fileId })).status).toBe(404)
  expect((await world.as('reader').get(url(body.id))).status).toBe(403)
})

test('refused rows are listed in the order of the file, page by page, each with why', async () => {
  const me = world.as('contributor')
  const done = await world.run('Email,First name\nbroken,A\nana@rejects.example,Ana\nb@rejects.example\n')
  expect(done.totals).toMatchObject({ rows: 3, refused: 2 })
  const first = await me.get(`${url(done.id)}/rejects?limit=1`)
  expect(first.body.data).toEqual([
    { id: '2.0', line: 2, column: 'Email', code: 'email_no_at', reason: expect.any(String), raw: 'broken,A' },
  ])
  const second = await me.get(`${url(done.id)}/rejects?limit=1&cursor=${first.body.next}`)
  expect(second.body).toMatchObject({ data: [{ line: 4, column: null, code: 'too_few_cells' }], next: null })
  expect((await world.as('reader').get(`${url(done.id)}/rejects`)).status).toBe(403)
  expect((await me.get('/api/v1/imports/018f4c1e-7a5b-7c3d-8e9f-0a1b2c3d4e5f/rejects')).status).toBe(404)
})

test('whoever watches an import gets its state at once, also when it is over', async () => {
  const { id } = await world.run('Email,First name\nana@watched.example,Ana\n')
  const { live } = world.core
  expect(await live.snapshot(world.workspaceId, `import:${id}`)).toMatchObject({
    state: 'completed',
    rowsDone: 1,
    progress: 1,
    totals: { created: 1 },
  })
  expect(await live.snapshot(world.workspaceId, 'import:018f4c1e-7a5b-7c3d-8e9f-0a1b2c3d4e5f')).toBeNull()
})
