import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EXPORTS } from './corpus.ts'
import { createImportWorld, type ImportWorld, sumOf } from './support.ts'

let world: ImportWorld
beforeAll(async () => {
  world = await createImportWorld()
  const me = world.as('contributor')
  for (const [name, type] of [
    ['city', 'text'],
    ['points', 'number'],
  ])
    expect((await world.as('admin').post('/api/v1/attributes', { name, type })).status).toBeLessThan(300)
  expect((await me.get('/api/v1/imports')).body).toEqual({ data: [], next: null })
})
afterAll(() => world.close())

const COLUMNS = [
  { index: 0, target: 'address:email' },
  { index: 1, target: 'firstName' },
  { index: 2, target: 'lastName' },
  { index: 3, target: 'attribute:city' },
  { index: 4, target: 'externalId' },
]
const header = 'Email,First name,Last name,City,Id\n'
const people = (pattern: string) =>
  world.query(
    `SELECT a.value, a.is_primary, c.first_name, c.last_name, c.attributes, c.external_id FROM addresses a
     JOIN contacts c ON c.workspace_id = a.workspace_id AND c.id = a.contact_id WHERE a.value LIKE ? ORDER BY a.value`,
    pattern,
  )

describe('people who are there', () => {
  const seed = `${header}ana@DOM.example,Ana,,Lyon,\nbob@DOM.example,Bob,Ott,,DOM-1\n`
  const again = `${header}ana@DOM.example,Anna,García,Paris,\nbob@DOM.example,,Ottmann,Nice,DOM-1\ncid@DOM.example,Cid,,,\n`
  const inDomain = (text: string, domain: string) => text.replaceAll('DOM', domain)

  test.each([
    ['skip', { created: 1, skipped: 2 }, ['Ana', null, 'Lyon'], ['Bob', 'Ott', undefined]],
    ['fill', { created: 1, updated: 2 }, ['Ana', 'García', 'Lyon'], ['Bob', 'Ott', 'Nice']],
    ['overwrite', { created: 1, updated: 2 }, ['Anna', 'García', 'Paris'], ['Bob', 'Ottmann', 'Nice']],
  ])('%s', async (duplicates, totals, ana, bob) => {
    await world.run(inDomain(seed, duplicates), { columns: COLUMNS })
    const done = await world.run(inDomain(again, duplicates), { columns: COLUMNS, duplicates })
    expect(done.totals).toMatchObject({ rows: 3, refused: 0, ...totals })
    const rows = await people(`%@${duplicates}.example`)
    expect(rows.map((row) => [row.first_name, row.last_name, row.attributes.city]).slice(0, 2)).toEqual([ana, bob])
  })

  test('the same file twice changes nothing the second time', async () => {
    const file = `${header}x@twice.example,X,Y,Z,T1\ny@twice.example,,,,T2\n`
    expect((await world.run(file, { columns: COLUMNS })).totals).toMatchObject({ created: 2 })
    for (const duplicates of ['fill', 'overwrite'])
      expect((await world.run(file, { columns: COLUMNS, duplicates })).totals).toMatchObject({
        rows: 2,
        unchanged: 2,
        created: 0,
      })
  })

  test('a row is about a person by any address or by the external id, also within the file', async () => {
    const done = await world.run(
      `${header}a@self.example,A,,,S1\nb@self.example,,Bee,,S1\na@self.example,,,Rome,\na@self.example,,,Rome,\n`,
      { columns: COLUMNS, duplicates: 'fill' },
    )
    // The second email is of a kind the person has: with fill it is not added.
    expect(done.totals).toMatchObject({ rows: 4, created: 1, updated: 2, unchanged: 1 })
    expect(await people('%@self.example')).toMatchObject([
      { value: 'a@self.example', first_name: 'A', last_name: 'Bee', external_id: 'S1', attributes: { city: 'Rome' } },
    ])
    const over = await world.run(`${header}b@self.example,,,,S1\n`, { columns: COLUMNS, duplicates: 'overwrite' })
    expect(over.totals).toMatchObject({ updated: 1 })
    expect((await people('%@self.example')).map((row) => [row.value, row.is_primary])).toEqual([
      ['a@self.example', false],
      ['b@self.example', true],
    ])
  })

  test('a row that is about two people is refused', async () => {
    await world.run(`${header}one@amb.example,One,,,AMB1\ntwo@amb.example,Two,,,AMB2\n`, { columns: COLUMNS })
    const done = await world.run(`${header}one@amb.example,X,,,AMB2\nthree@amb.example,Three,,,\n`, {
      columns: COLUMNS,
    })
    expect(done.totals).toMatchObject({ rows: 2, created: 1, refused: 1 })
    expect(await world.rejects(done.id)).toEqual([
      ['2', '', 'ambiguous', expect.stringContaining('2 people'), 'one@amb.example,X,,,AMB2'],
    ])
  })

  test('a person on hold is not written to', async () => {
    await world.run(`${header}h@held.example,H,,,\n`, { columns: COLUMNS })
    await world.query(
      `UPDATE contacts SET held = true WHERE id = (SELECT contact_id FROM addresses WHERE value = 'h@held.example')`,
    )
    const done = await world.run(`${header}h@held.example,Other,,,\n`, { columns: COLUMNS, duplicates: 'overwrite' })
    expect(done.totals).toMatchObject({ refused: 1, updated: 0 })
    expect((await people('h@held.example'))[0]).toMatchObject({ first_name: 'H' })
  })
})

describe('refused rows', () => {
  test('each with its line, column and reason; the good ones are in', async () => {
    const done = await world.run(
      `${header}good@rej.example,G,,,\nnot an address,B,,,\nshort@rej.example,B\n` +
        `open@rej.example,"B,,,\nlong@rej.example,${'x'.repeat(300)},,,\n,Nobody,,,\nnul@rej.example,N\0,,,\nlast@rej.example,L,,,,\n`,
      { columns: COLUMNS },
    )
    expect(done.totals).toMatchObject({ rows: 8, created: 2, refused: 6 })
    expect(sumOf(done.totals)).toBe(8)
    const rejects = await world.rejects(done.id)
    expect(rejects.map((row) => row.slice(0, 3))).toEqual([
      ['3', 'Email', expect.stringMatching(/^email_/)],
      ['4', '', 'too_few_cells'],
      ['5', '', 'quote'],
      ['6', 'First name', 'too_long'],
      ['7', 'Email', 'no_address'],
      ['8', '', 'nul'],
    ])
    expect(rejects[5]?.[4]).toBe('nul@rej.example,N␀,,,')
  })

  test('the report holds no formula', async () => {
    const done = await world.run('Phone,Name\n=cmd|calc,x\n@SUM(A1),y\n+123,z\n-1,w\n', {
      columns: [
        { index: 0, target: 'address:phone' },
        { index: 1, target: 'firstName' },
      ],
    })
    expect(done.totals).toMatchObject({ refused: 4 })
    const cells = (await world.rejects(done.id)).map((row) => row[4])
    expect(cells).toEqual(["'=cmd|calc,x", "'@SUM(A1),y", "'+123,z", "'-1,w"])
  })

  test('values that an attribute cannot hold', async () => {
    const done = await world.run('Email,Points\na@attr.example,12\nb@attr.example,many\n', {
      columns: [
        { index: 0, target: 'address:email' },
        { index: 1, target: 'attribute:points' },
      ],
    })
    expect(done.totals).toMatchObject({ created: 1, refused: 1 })
    expect((await world.rejects(done.id))[0]?.slice(0, 3)).toEqual(['3', 'Points', 'attribute_number'])
    expect((await people('a@attr.example'))[0]?.attributes).toEqual({ points: 12 })
  })
})

describe('phone numbers', () => {
  test('become E.164, with the country of the row or of the import', async () => {
    const done = await world.run(
      'Phone,Country,Name\n06 12 34 56 78,FR,A\n(020) 7946 0958,GB,B\n0151 23456789,,C\n+33 1 23,FR,D\n',
      {
        columns: [
          { index: 0, target: 'address:phone' },
          { index: 1, target: 'country' },
          { index: 2, target: 'firstName' },
        ],
        defaultCountry: 'DE',
      },
    )
    expect(done.totals).toMatchObject({ created: 3, refused: 1 })
    expect((await people('+%')).map((row) => row.value)).toEqual(['+33612345678', '+442079460958', '+4915123456789'])
  })
})

describe('exports of other senders', () => {
  test.each(EXPORTS)('$format: people who left are suppressed and never given consent', async ({ content, format }) => {
    const consent = {
      channel: 'email',
      purpose: 'news',
      source: 'old sender',
      wording: { text: 'Yes, news.', locale: 'en' },
    }
    const done = await world.run(content, { consent })
    expect(await world.rejects(done.id)).toEqual([])
    expect(done.totals).toMatchObject({ rows: 2, created: 2, consentGiven: 1, suppressed: 1 })
    const rows = await world.query(
      `SELECT a.value, s.state, p.reason FROM addresses a LEFT JOIN consents s ON s.contact_id = a.contact_id AND s.purpose = 'news'
       LEFT JOIN suppressions p ON p.address_hash = a.value_hash WHERE a.kind = 'email' AND a.value LIKE ? ORDER BY 1`,
      `%@${{ mailchimp: 'mc', brevo: 'br', hubspot: 'hs', listmonk: 'lm' }[format]}.example`,
    )
    expect(rows.map((row) => [row.state, row.reason])).toEqual([
      ['given', null],
      ['withdrawn', 'unsubscribe'],
    ])
  })

  test('dead addresses are suppressed for everything', async () => {
    const done = await world.run('Email,Status\nd@dead.example,cleaned\ns@dead.example,subscribed\n')
    expect(done.totals).toMatchObject({ created: 2, suppressed: 1 })
    const rows = await world.query(
      `SELECT a.value, a.state, p.reason, p.marketing_only FROM addresses a LEFT JOIN suppressions p ON p.address_hash = a.value_hash
       WHERE a.value LIKE '%@dead.example' ORDER BY 1`,
    )
    expect(rows).toEqual([
      { value: 'd@dead.example', state: 'dead', reason: 'bounce', marketing_only: false },
      { value: 's@dead.example', state: 'active', reason: null, marketing_only: null },
    ])
  })
})

describe('consent', () => {
  const consent = {
    channel: 'email',
    purpose: 'offers',
    source: 'form',
    wording: { text: 'Yes, offers.', locale: 'en' },
  }
  const states = (pattern: string) =>
    world.query(
      `SELECT a.value, s.state FROM addresses a LEFT JOIN consents s ON s.contact_id = a.contact_id AND s.purpose = 'offers' WHERE a.value LIKE ? ORDER BY 1`,
      pattern,
    )

  test('none without source and wording', async () => {
    const uploaded = await world.upload('Email\na@none.example\n')
    const url = `/api/v1/imports/${uploaded.body.id}`
    const me = world.as('contributor')
    expect((await me.patch(url, { consent: { ...consent, wording: undefined } })).body.errors?.[0]?.field).toBe(
      '/consent/wording',
    )
    expect((await me.patch(url, { consent: { ...consent, source: undefined } })).status).toBe(422)
    await world.run('Email\na@none.example\n')
    expect(await states('a@none.example')).toEqual([{ value: 'a@none.example', state: null }])
  })

  test('with both it is recorded with its proof, once', async () => {
    const first = await world.run('Email\na@given.example\nb@given.example\n', { consent })
    expect(first.totals).toMatchObject({ consentGiven: 2, consentWithheld: 0 })
    const again = await world.run('Email\na@given.example\nc@given.example\n', { consent })
    expect(again.totals).toMatchObject({ created: 1, unchanged: 1, consentGiven: 1 })
    const events = await world.query(
      `SELECT e.action, e.source, w.text, e.proof, e.address_kind, e.actor_kind, e.actor_id FROM consent_events e JOIN consent_wordings w ON w.id = e.wording_id
       WHERE e.contact_id = (SELECT contact_id FROM addresses WHERE value = 'a@given.example')`,
    )
    expect(events).toEqual([
      {
        action: 'given',
        source: 'form',
        text: 'Yes, offers.',
        proof: { import: first.id },
        address_kind: 'email',
        actor_kind: 'user',
        actor_id: world.userIds.contributor,
      },
    ])
    expect(await world.query(`SELECT count(*)::int AS n FROM consent_wordings WHERE text = 'Yes, offers.'`)).toEqual([
      { n: 1 },
    ])
  })

  test('never for who withdrew, objected, is suppressed or never confirmed', async () => {
    const names = ['withdrew', 'objected', 'suppressed', 'pending', 'expired', 'fine']
    const file = `Email\n${names.map((name) => `${name}@no.example`).join('\n')}\n`
    await world.run(file)
    const event = (name: string, action: string) =>
      world.query(
        `INSERT INTO consent_events (workspace_id, contact_id, channel, purpose, action, source)
         SELECT workspace_id, contact_id, 'email', 'offers', ?, 'test' FROM addresses WHERE value = ?`,
        action,
        `${name}@no.example`,
      )
    await event('withdrew', 'withdrawn')
    await event('pending', 'pending')
    await event('expired', 'expired')
    await world.query(
      `UPDATE contacts SET objected_at = now() WHERE id = (SELECT contact_id FROM addresses WHERE value = 'objected@no.example')`,
    )
    await world.query(
      `INSERT INTO suppressions (workspace_id, kind, address_hash, reason, marketing_only) SELECT workspace_id, kind, value_hash, 'complaint', true FROM addresses WHERE value = 'suppressed@no.example'`,
    )
    for (const duplicates of ['fill', 'overwrite']) {
      const done = await world.run(file, { consent, duplicates })
      expect(done.totals.consentWithheld).toBe(5)
    }
    expect((await states('%@no.example')).map((row) => row.state)).toEqual([
      'expired',
      'given',
      null,
      'pending',
      null,
      'withdrawn',
    ])
  })

  test('a new person whose address is suppressed comes in without; an erased one not at all', async () => {
    for (const [address, reason] of [
      ['gone@sup.example', 'manual'],
      ['erased@sup.example', 'erasure'],
    ])
      await world.query(
        'INSERT INTO suppressions (workspace_id, kind, address_hash, reason) VALUES (?, ?, ?, ?)',
        world.workspaceId,
        'email',
        world.core.vault.addressHash(world.workspaceId, 'email', address!),
        reason,
      )
    const done = await world.run('Email\ngone@sup.example\nerased@sup.example\nnew@sup.example\n', { consent })
    expect(done.totals).toMatchObject({ rows: 3, created: 2, refused: 1, consentGiven: 1, consentWithheld: 1 })
    expect((await world.rejects(done.id))[0]?.slice(0, 3)).toEqual(['3', '', 'suppressed_erasure'])
    expect((await states('%@sup.example')).map((row) => [row.value, row.state])).toEqual([
      ['gone@sup.example', null],
      ['new@sup.example', 'given'],
    ])
  })
})

describe('lists', () => {
  test('those of the options and those named in a column', async () => {
    const list = (await world.as('contributor').post('/api/v1/lists', { name: 'Everybody' })).body.id
    await world.run('Email,Lists\na@list.example,"News; vip"\nb@list.example,NEWS\nc@list.example,\n', {
      lists: [list],
    })
    const rows = await world.query(
      `SELECT l.name, array_agg(split_part(a.value, '@', 1) ORDER BY a.value) AS people FROM list_members m JOIN lists l ON l.id = m.list_id
       JOIN addresses a ON a.contact_id = m.contact_id WHERE a.value LIKE '%@list.example' GROUP BY 1 ORDER BY 1`,
    )
    expect(rows).toEqual([
      { name: 'Everybody', people: ['a', 'b', 'c'] },
      { name: 'News', people: ['a', 'b'] },
      { name: 'vip', people: ['a'] },
    ])
  })
})
