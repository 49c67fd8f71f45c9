import { createPublicKey, verify } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resealDomains } from '../../core/accounts/domains/keys.ts'
import { createAccounts } from '../../core/accounts/open.ts'
import { createVault } from '../../core/infra/crypto.ts'
import { startSmtpSandbox } from '../../plugins/email/sandbox.ts'
import { type Client, createTestApp, type TestApp } from '../support/app.ts'
import { type DnsServer, startDns } from '../support/dns.ts'

const url = '/api/v1/domains'
let dns: DnsServer
let t: TestApp
let owner: Client
beforeAll(async () => {
  dns = await startDns()
  const addresses = { publicUrl: 'https://carillon.shop.example', trackingUrl: 'https://click.shop.example' }
  t = await createTestApp({ config: { ...addresses, dnsServers: [dns.address] } })
  owner = t.as('owner')
})
afterAll(async () => {
  await t.close()
  await dns.close()
})

let made = 0
async function add(input: object = {}) {
  const answer = await owner.post(url, { domain: `shop${++made}.example`, ...input })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body
}
const check = async (id: string) => (await owner.post(`${url}/${id}/check`)).body
const of = (domain: any, id: string) => domain.records.find((one: any) => one.id === id)

/** Sets what the API says is to be set. */
function setAll(domain: any): void {
  for (const { type, host, value } of domain.records) dns.zone[host] = { [type]: [value || '10 mx.shop.example'] }
  dns.zone['click.shop.example'] = { CNAME: ['carillon.shop.example'] }
}

describe('a sending domain', () => {
  test('says what to set, and is ready when exactly that is set', async () => {
    const domain = await add({ spfInclude: 'relay.example', returnPath: 'bounces.shop1.example' })
    expect(domain.records.map((one: any) => [one.id, one.type, one.host, one.state])).toEqual([
      ['dkim', 'TXT', `${domain.selector}._domainkey.shop1.example`, 'unchecked'],
      ['spf', 'TXT', 'bounces.shop1.example', 'unchecked'],
      ['dmarc', 'TXT', '_dmarc.shop1.example', 'unchecked'],
      ['return_path', 'MX', 'bounces.shop1.example', 'unchecked'],
      ['tracking', 'CNAME', 'click.shop.example', 'unchecked'],
    ])
    expect(of(domain, 'spf').value).toBe('v=spf1 include:relay.example ~all')
    const before = await check(domain.id)
    expect(before.records.map((one: any) => one.state)).toEqual(Array(5).fill('missing'))
    expect(before.ready).toEqual({ any: false, bulk: false })
    expect(before.warnings.map((one: any) => one.code)).toEqual(['unauthenticated', 'tracking_unreachable'])
    setAll(domain)
    dns.zone['bounces.shop1.example'] = { TXT: [of(domain, 'spf').value, 'other=1'], MX: ['10 mx.shop.example'] }
    const after = await check(domain.id)
    expect(after.records.map((one: any) => one.state)).toEqual(Array(5).fill('verified'))
    expect(after.ready).toEqual({ any: true, bulk: true })
    expect(after.warnings.map((one: any) => one.code)).toEqual(['dmarc_none'])
    expect((await owner.get(`${url}/${domain.id}`)).body).toEqual(after)
    expect((await owner.get(url)).body.data[0]).toEqual(after)
  })

  test.each([
    ['spf', ['v=spf1 include:relay.example ~all', 'v=spf1 a -all'], 'several'],
    ['spf', ['v=spf1 include:relay.example +all'], 'open_to_all'],
    ['spf', ['v=spf1 include:relay.example'], 'open_to_all'],
    ['spf', ['v=spf1 include:other.example -all'], 'include_missing'],
    [
      'spf',
      [`v=spf1 ${Array.from({ length: 10 }, (_, i) => `include:i${i}.example`).join(' ')} include:relay.example ~all`],
      'too_many_lookups',
    ],
    ['dkim', ['v=DKIM1; k=rsa; p=AAAA'], 'other_key'],
    ['dkim', ['v=DKIM1; p='], 'revoked'],
    ['dmarc', ['v=DMARC1; rua=mailto:a@b.example'], 'no_policy'],
    ['dmarc', ['v=DMARC1; p=none', 'v=DMARC1; p=reject'], 'several'],
  ])('%s with %j is wrong: %s', async (id, texts, problem) => {
    const domain = await add({ spfInclude: 'relay.example' })
    setAll(domain)
    dns.zone[of(domain, id).host] = { TXT: texts }
    const after = await check(domain.id)
    expect(of(after, id)).toMatchObject({ state: 'wrong', problem, found: texts })
    expect(after.ready).toEqual({ any: true, bulk: false })
  })

  test('takes a key in pieces and with blanks, and the policy of the domain above', async () => {
    const domain = await add({ domain: 'news.above.example' })
    setAll(domain)
    delete dns.zone['_dmarc.news.above.example']
    dns.zone['_dmarc.above.example'] = { TXT: ['v=DMARC1;p=reject'] }
    const dkim = of(domain, 'dkim')
    dns.zone[dkim.host] = { TXT: [dkim.value.replace('p=', 'p= ').replace(/(.{300})/, '$1 ')] }
    expect((await check(domain.id)).ready.bulk).toBe(true)
  })

  test('a name server that says nothing is not taken for a missing record', { timeout: 30_000 }, async () => {
    const domain = await add()
    setAll(domain)
    dns.silent.add(of(domain, 'spf').host)
    const after = await check(domain.id)
    expect(of(after, 'spf').state).toBe('unknown')
    expect(after.warnings.map((one: any) => one.code)).toContain('not_answered')
  })

  test.each(['shop', 'a b.example', '192.0.2.1', 'http://shop.example', 'shop..example', '-a.example'])(
    '%s is none',
    async (domain) => {
      expect((await owner.post(url, { domain })).status).toBe(422)
    },
  )

  test('is there once, in the form that DNS compares, and of one workspace', async () => {
    const domain = await add({ domain: 'Bücher.Example' })
    expect(domain.domain).toBe('xn--bcher-kva.example')
    expect((await owner.post(url, { domain: 'bücher.example' })).status).toBe(409)
    expect((await t.as('owner', 'other').get(`${url}/${domain.id}`)).status).toBe(404)
    expect((await t.as('owner', 'other').post(`${url}/${domain.id}/check`)).status).toBe(404)
    expect((await t.as('contributor').post(url, { domain: 'mine.example' })).status).toBe(403)
  })

  test('a change makes its record unchecked again', async () => {
    const domain = await add()
    setAll(domain)
    await check(domain.id)
    const after = (await owner.patch(`${url}/${domain.id}`, { spfInclude: 'relay.example' })).body
    expect([of(after, 'spf').state, of(after, 'dkim').state]).toEqual(['unchecked', 'verified'])
    expect((await owner.patch(`${url}/${domain.id}`, { spfInclude: 'not a host' })).status).toBe(422)
  })
})

describe('its key', () => {
  test('is sealed where it lies, shown nowhere, and sealed again under a new master key', async () => {
    const domain = await add()
    const row = await t.core.db.tenant(t.workspaceId, (trx) => trx('sending_domains').where({ id: domain.id }).first())
    expect(row.dkim_private).toMatch(/^s1:/)
    expect(JSON.stringify(domain)).not.toContain('PRIVATE')
    const fresh = { id: 'fresh', key: Buffer.alloc(32, 9) }
    const vault = createVault([fresh, { id: t.core.vault.currentKey, key: Buffer.alloc(32, 7) }])
    const done = await resealDomains({ db: t.core.db, vault }, t.workspaceId)
    expect(done.resealed).toBe(done.domains)
    expect((await resealDomains({ db: t.core.db, vault }, t.workspaceId)).resealed).toBe(0)
    expect(await resealDomains(t.core, t.workspaceId).catch((error: Error) => error.message)).toMatch(/key/)
    await t.core.db.tenant(t.workspaceId, (trx) => trx('sending_domains').delete())
  })

  test('signs the mails of an account that names the domain; the domain then stays', async () => {
    const domain = await add({ domain: 'signed.example' })
    const sandbox = await startSmtpSandbox()
    const settings = { ...sandbox.settings, fromEmail: 'news@signed.example', dkimDomain: 'signed.example' }
    const account = (await owner.post('/api/v1/accounts', { name: 'Signing', provider: 'smtp', settings })).body
    expect((await owner.post(`/api/v1/accounts/${account.id}/check`)).body.ok).toBe(true)
    const accounts = createAccounts(t.core, new AbortController().signal)
    try {
      const { carrier } = await accounts.open(t.workspaceId, account.id)
      const key = `${'a'.repeat(32)}.${'b'.repeat(32)}.0`
      const message = {
        ...{ key, to: 'ana@inbox.example', locale: 'en', attempt: 1 },
        ...{
          content: { subject: 'Hi', html: '<p>Hi</p>', text: 'Hi' },
          unsubscribe: null,
          campaignId: null,
          listId: null,
        },
      }
      const [outcome] = await carrier.send([message], new AbortController().signal)
      expect(outcome).toMatchObject({ is: 'accepted' })
      const { raw } = sandbox.messages()[0]!
      expect(raw).toContain(`d=signed.example`)
      expect(raw).toContain(`s=${domain.selector}`)
      expect(isSigned(raw, of(domain, 'dkim').value)).toBe(true)
    } finally {
      await accounts.close()
      await sandbox.close()
    }
    const refused = await owner.delete(`${url}/${domain.id}`)
    expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('Signing')])
    await owner.patch(`/api/v1/accounts/${account.id}`, { settings: { dkimDomain: '' } })
    expect((await owner.delete(`${url}/${domain.id}`)).status).toBe(204)
  })

  test('of a domain that is not kept opens no account, and that is said', async () => {
    const settings = { host: '127.0.0.1', fromEmail: 'news@shop.example', dkimDomain: 'unknown.example' }
    const { id } = (await owner.post('/api/v1/accounts', { name: 'Unsigned', provider: 'smtp', settings })).body
    const health = (await owner.post(`/api/v1/accounts/${id}/check`)).body
    expect(health).toMatchObject({ ok: false, message: expect.stringContaining('unknown.example') })
  })
})

/** RFC 6376 §3.7 with relaxed/relaxed: the signature over the named headers, by the key that is to stand in DNS. */
function isSigned(raw: string, record: string): boolean {
  const [head = ''] = raw.split('\r\n\r\n', 1)
  const lines = head.replace(/\r\n(?=[ \t])/g, '').split('\r\n')
  const relaxed = (line: string) => {
    const cut = line.indexOf(':')
    return `${line.slice(0, cut).toLowerCase().trim()}:${line
      .slice(cut + 1)
      .replace(/[ \t]+/g, ' ')
      .trim()}`
  }
  const own = relaxed(lines.find((line) => line.startsWith('DKIM-Signature:'))!)
  const tag = (name: string) => new RegExp(`\\b${name}=([^;]*)`).exec(own)![1]!.replace(/\s/g, '')
  const named = tag('h')
    .split(':')
    .map((name) => name.toLowerCase())
  const signed = named.flatMap((name) => lines.filter((line) => line.toLowerCase().startsWith(`${name}:`)).slice(0, 1))
  const text = [...signed.map(relaxed), own.replace(/b=[^;]*$/, 'b=')].join('\r\n')
  const key = createPublicKey({
    key: Buffer.from(record.split('p=')[1]!, 'base64'),
    format: 'der',
    type: 'spki',
  })
  return verify('sha256', Buffer.from(text, 'latin1'), key, Buffer.from(tag('b'), 'base64'))
}
