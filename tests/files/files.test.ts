import { randomBytes } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { uuid7 } from '../../core/infra/ids.ts'
import { createStorage } from '../../core/infra/storage.ts'
import { createStage, must, type Stage } from '../campaigns/support.ts'
import { ledgerOf, settled, until } from '../support/ledger.ts'
import { form, PDF, PNG } from '../support/uploads.ts'

let s: Stage
beforeAll(async () => {
  // A folder of its own: other tests upload as well.
  s = await createStage({ config: { dataDir: join(inject('testFolder'), 'files-room') } })
})
afterAll(() => s?.close())

const upload = (bytes: Buffer, name: string, client = s.owner, type = 'application/octet-stream') => {
  const { body, headers } = form(bytes, name, type)
  return client.post('/api/v1/files', body, headers)
}
const rowsOf = (table: string, where: object = {}) =>
  s.t.core.db.tenant(s.t.workspaceId, (trx) => trx(table).where(where)) as Promise<any[]>
/** Files on the disk; the folders that they lay in may stay. */
const stored = async () => {
  const entries = await readdir(join(s.t.config.dataDir, 'uploads'), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).length
}

describe('an upload', () => {
  test('is kept under the type that its bytes have, and given back as it came, never to be run', async () => {
    const answer = await upload(PDF, 'C:\\docs\\Tarif été (1)\u0007.pdf', s.owner, 'text/html')
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({ name: 'Tarif été (1).pdf', type: 'application/pdf', size: PDF.length })
    expect(answer.headers.location).toBe(`/api/v1/files/${answer.body.id}`)
    expect((await must(s.owner.get(`/api/v1/files/${answer.body.id}`))).sha256).toBe(answer.body.sha256)
    const raw = await s.t.app.inject({
      url: `/api/v1/files/${answer.body.id}/content`,
      headers: { authorization: `Bearer ${await s.t.token('reader')}` },
    })
    expect(raw.rawPayload.equals(PDF)).toBe(true)
    expect(raw.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': "attachment; filename*=UTF-8''Tarif%20%C3%A9t%C3%A9%20%281%29.pdf",
      'x-content-type-options': 'nosniff',
      'content-length': String(PDF.length),
    })
    expect((await rowsOf('audit_log', { action: 'file.upload' })).at(-1)?.object_id).toBe(answer.body.id)
  })

  test.each([
    ['a page that calls itself an image', Buffer.from('<html><script>alert(1)</script></html>'), 'a.png'],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'), 'a.svg'],
    ['a program', Buffer.concat([Buffer.from('7f454c46020101', 'hex'), Buffer.alloc(200)]), 'a.pdf'],
    ['an archive', Buffer.from('504b0506000000000000000000000000000000000000', 'hex'), 'a.zip'],
    ['noise with the name of a text', randomBytes(100), 'a.txt'],
  ])('of %s is refused and not kept', async (_what, bytes, name) => {
    const before = await stored()
    const answer = await upload(bytes, name)
    expect([answer.status, answer.body.code]).toEqual([415, 'unsupported_media'])
    expect(await stored()).toBe(before)
  })

  test('of nothing, of too much, or not as a form is refused', async () => {
    const before = await stored()
    expect((await upload(Buffer.alloc(0), 'a.png')).status).toBe(422)
    const big = await upload(Buffer.concat([PNG, Buffer.alloc(10 * 1_048_576)]), 'a.png')
    expect([big.status, big.body.code]).toEqual([413, 'too_large'])
    expect((await s.owner.post('/api/v1/files', {})).status).toBeGreaterThanOrEqual(400)
    expect((await s.owner.post('/api/v1/files', '{}')).body.code).toMatch(/bad_request|unsupported_media/)
    expect(await stored()).toBe(before)
  })

  test('is nobody else’s, and people’s files that wait for their import are none', async () => {
    const { body } = await upload(PNG, 'logo.png')
    const other = s.t.as('owner', 'other')
    for (const url of [`/api/v1/files/${body.id}`, `/api/v1/files/${body.id}/content`])
      expect((await other.get(url)).status, url).toBe(404)
    expect((await must(other.get('/api/v1/files'))).data).toEqual([])
    const people = form(Buffer.from('email\nana@people.example\n'), 'people.csv', 'text/csv')
    await must(s.owner.post('/api/v1/imports', people.body, people.headers))
    const [csv] = await rowsOf('files', { purpose: 'import' })
    expect((await s.owner.get(`/api/v1/files/${csv.id}/content`)).status).toBe(404)
    const listed = (await must(s.owner.get('/api/v1/files'))).data.map((one: any) => one.id)
    expect(listed).toContain(body.id)
    expect(listed).not.toContain(csv.id)
  })
})

describe('content that names uploads', () => {
  const HTML = '<p>Hello <img src="cid:logo" alt=""></p><a href="{{urls.unsubscribe}}">Stop</a>'
  const content = (attachments: object[]) => ({ en: { subject: 'Files', html: HTML, attachments } })
  const draft = async (attachments: object[]) =>
    (await must(s.owner.post('/api/v1/templates', { name: uuid7(), channel: 'email', contents: content(attachments) })))
      .id
  const publish = (id: string) => s.owner.post(`/api/v1/templates/${id}/publish`)
  const pdfItem = (file: string) => ({ name: 'prices.pdf', type: 'application/pdf', file })
  const pngItem = (file: string) => ({ name: 'logo.png', type: 'image/png', file, cid: 'logo' })

  test('arrives with them: an attachment and an image within the HTML, byte for byte', async () => {
    const pdf = (await upload(PDF, 'prices.pdf')).body.id
    const png = (await upload(PNG, 'logo.png')).body.id
    const templateId = await draft([
      pdfItem(pdf),
      pngItem(png),
      { name: 'note.txt', type: 'text/plain', content: 'aGk=' },
    ])
    await must(publish(templateId))
    const id = await s.world.campaign({
      audience: await s.people(3, 'files.example'),
      steps: s.by(undefined, templateId),
    })
    const runId = await s.world.launch(id)
    await s.world.reached(id, 'completed')
    expect((await ledgerOf(s.t, runId)).map((row) => row.state)).toEqual(Array(3).fill('accepted'))
    for (const n of [0, 1, 2]) {
      const [mail] = s.world.sandbox.messages({ to: `p${n}@files.example` })
      const { attachments } = await PostalMime.parse(Buffer.from(mail!.raw, 'latin1'))
      const seen = attachments.map((one) => ({ ...one, content: Buffer.from(one.content as ArrayBuffer) }))
      const named = (name: string) => seen.find((one) => one.filename === name)!
      expect(named('prices.pdf')).toMatchObject({
        mimeType: 'application/pdf',
        disposition: 'attachment',
        content: PDF,
      })
      expect(named('logo.png')).toMatchObject({ mimeType: 'image/png', contentId: '<logo>', content: PNG })
      expect(named('note.txt').content.toString()).toBe('hi')
    }
    // What was frozen names the upload and holds no copy of it.
    const [step] = await rowsOf('run_steps', { run_id: runId })
    expect(JSON.stringify(step.content)).not.toContain(PDF.toString('base64').slice(0, 40))
    expect(step.content.locales.en.content.attachments[0]).toEqual(pdfItem(pdf))
  })

  test('by the single-message API arrives as well', async () => {
    const pdf = (await upload(PDF, 'prices.pdf')).body.id
    const to = { address: 'one@files.example' }
    await must(s.owner.post('/api/v1/messages', { channel: 'email', content: content([pdfItem(pdf)]), to }))
    const mail = await until(() => s.world.sandbox.messages({ to: to.address })[0] ?? false)
    const { attachments } = await PostalMime.parse(Buffer.from(mail.raw, 'latin1'))
    expect(Buffer.from(attachments[0]!.content as ArrayBuffer).equals(PDF)).toBe(true)
    const unknown = content([pdfItem(uuid7())])
    const refused = await s.owner.post('/api/v1/messages', { channel: 'email', content: unknown, to })
    expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'content.en.attachments.0.file'])
  })

  test('is not published when a file is unknown, foreign, of another type, or all together are too big', async () => {
    const pdf = (await upload(PDF, 'prices.pdf')).body.id
    const foreign = (await upload(PDF, 'theirs.pdf', s.t.as('owner', 'other'))).body.id
    const big = (await upload(Buffer.concat([PNG, Buffer.alloc(8_000_000)]), 'big.png')).body.id
    const wrong = async (attachments: object[]) => {
      const answer = await publish(await draft(attachments))
      expect([answer.status, answer.body.code]).toEqual([422, 'content'])
      return answer.body.errors.map((one: any) => [one.field, one.code])
    }
    expect(await wrong([pdfItem(uuid7())])).toEqual([['en.attachments.0.file', 'unknown']])
    expect(await wrong([pdfItem('../../etc/passwd')])).toEqual([['en.attachments.0.file', 'unknown']])
    expect(await wrong([pdfItem(foreign)])).toEqual([['en.attachments.0.file', 'unknown']])
    expect(await wrong([{ ...pdfItem(pdf), type: 'text/html' }])).toEqual([['en.attachments.0.type', 'type']])
    expect(await wrong([{ ...pdfItem(pdf), content: 'aGk=' }])).toEqual([['en.attachments.0', 'both']])
    expect(await wrong([{ name: 'a.txt', type: 'text/plain' }])).toEqual([['en.attachments.0', 'attachment_missing']])
    expect(await wrong([{ name: 'a.txt', type: 'text/plain', content: 'no base 64!' }])).toEqual([
      ['en.attachments.0', 'attachment'],
    ])
    expect(await wrong([pngItem(big), { ...pngItem(big), cid: 'b' }])).toEqual([['en', 'too_big']])
  })

  test('is proven to the byte: another file with another content gives another hash', async () => {
    const one = (await upload(PDF, 'a.pdf')).body.id
    const again = await must(publish(await draft([pdfItem(one)])))
    const same = await must(publish(await draft([pdfItem(one)])))
    const changed = (await upload(Buffer.concat([PDF, Buffer.from('%more')]), 'a.pdf')).body.id
    const other = await must(publish(await draft([pdfItem(changed)])))
    expect(same.sha256).toBe(again.sha256)
    expect(other.sha256).not.toBe(again.sha256)
  })

  test('whose bytes are gone or damaged is not sent: the campaign waits and says why', async () => {
    const pdf = (await upload(PDF, 'lost.pdf')).body.id
    const templateId = await draft([pdfItem(pdf)])
    await must(publish(templateId))
    const path = createStorage(s.t.config.dataDir).locate((await rowsOf('files', { id: pdf }))[0].path)
    const bytes = await readFile(path)
    await writeFile(path, Buffer.concat([bytes, Buffer.from('x')]))
    const audience = await s.people(2, 'lost.example')
    const id = await s.world.campaign({ audience, steps: s.by(undefined, templateId) })
    const runId = await s.world.launch(id)
    await s.world.reached(id, 'paused')
    expect((await settled(s.t, runId, { queued: 2 })).map((row) => row.attempt)).toEqual([0, 0])
    const [alert] = await rowsOf('alerts', { object_id: id })
    expect(alert.data).toMatchObject({
      code: 'not_dispatchable',
      message: expect.stringContaining('"lost.pdf" is damaged'),
    })
    await rm(path)
    expect((await s.owner.get(`/api/v1/files/${pdf}/content`)).body.code).toBe('unavailable')
    await writeFile(path, bytes)
    await must(s.owner.post(`/api/v1/campaigns/${id}/resume`))
    await s.world.reached(id, 'completed')
    expect((await ledgerOf(s.t, runId)).map((row) => row.state)).toEqual(['accepted', 'accepted'])
  })
})

describe('deleting an upload', () => {
  const html = '<p>Hi</p><a href="{{urls.unsubscribe}}">Stop</a>'
  const contents = (file: string) => ({
    en: { subject: 'Files', html, attachments: [{ name: 'prices.pdf', type: 'application/pdf', file }] },
  })

  test('takes the row and the bytes, and is noted; nobody else may', async () => {
    const { body } = await upload(PDF, 'gone.pdf')
    const [row] = await rowsOf('files', { id: body.id })
    const url = `/api/v1/files/${body.id}`
    expect((await s.t.as('reader').delete(url)).status).toBe(403)
    expect((await s.t.as('owner', 'other').delete(url)).status).toBe(404)
    const before = await stored()
    expect((await s.owner.delete(url)).status).toBe(204)
    expect(await stored()).toBe(before - 1)
    await expect(readFile(createStorage(s.t.config.dataDir).locate(row.path))).rejects.toThrow(/ENOENT/)
    expect([(await s.owner.get(url)).status, (await s.owner.delete(url)).status]).toEqual([404, 404])
    expect((await rowsOf('audit_log', { action: 'file.remove' })).at(-1)).toMatchObject({
      object_id: body.id,
      before: { name: 'gone.pdf', sha256: body.sha256 },
    })
  })

  test('is refused, naming the places, while a draft or a published version names it', async () => {
    const { body } = await upload(PDF, 'used.pdf')
    const url = `/api/v1/files/${body.id}`
    const template = { name: 'With prices', channel: 'email', contents: contents(body.id) }
    const { id } = await must(s.owner.post('/api/v1/templates', template))
    const drafted = await s.owner.delete(url)
    expect(drafted.body).toMatchObject({ status: 409, detail: expect.stringContaining('“With prices” (draft)') })
    await must(s.owner.post(`/api/v1/templates/${id}/publish`))
    expect((await s.owner.delete(url)).body.errors).toEqual([
      { field: '/', code: 'in_use', message: 'template “With prices” (version 1)' },
    ])
    expect((await s.owner.get(url)).status).toBe(200)
  })

  test('is refused while a message with it is on its way, and people’s files are not uploads', async () => {
    const { body } = await upload(PDF, 'way.pdf')
    const to = { address: 'way@files.example' }
    await must(s.owner.post('/api/v1/messages', { channel: 'email', content: contents(body.id), to }))
    const [run] = (await rowsOf('run_steps')).filter((step) => JSON.stringify(step.content).includes(body.id))
    await s.t.core.db.tenant(s.t.workspaceId, (trx) =>
      trx('runs').where({ id: run.run_id }).update({ state: 'running' }),
    )
    expect((await s.owner.delete(`/api/v1/files/${body.id}`)).body.errors).toMatchObject([
      { message: 'a message that is on its way' },
    ])
    await s.t.core.db.tenant(s.t.workspaceId, (trx) =>
      trx('runs').where({ id: run.run_id }).update({ state: 'completed' }),
    )
    expect((await s.owner.delete(`/api/v1/files/${body.id}`)).status).toBe(204)
    const [csv] = await rowsOf('files', { purpose: 'import' })
    expect((await s.owner.delete(`/api/v1/files/${csv.id}`)).status).toBe(404)
  })

  test('is refused under a legal hold', async () => {
    const { body } = await upload(PNG, 'hold.png')
    await must(s.owner.patch('/api/v1/workspace', { legalHold: true }))
    expect((await s.owner.delete(`/api/v1/files/${body.id}`)).body).toMatchObject({ status: 409 })
    await must(s.owner.patch('/api/v1/workspace', { legalHold: false }))
    expect((await s.owner.delete(`/api/v1/files/${body.id}`)).status).toBe(204)
  })
})
