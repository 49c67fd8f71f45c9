import { createHash, createVerify, generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../../../core/contracts/index.ts'
import { startSmtpSandbox } from '../../../plugins/email/sandbox.ts'
import { batchOf, never, openSmtp, outgoing, sendOne, tally } from './support.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

interface Heard {
  readonly settings: Record<string, Json>
  readonly mails: string[]
  readonly logins: string[]
  readonly secure: boolean[]
}

/** A foreign server, with its own certificate that nobody has signed. */
async function foreignServer(options: SMTPServerOptions): Promise<Heard> {
  const heard: Heard = {
    mails: [],
    logins: [],
    secure: [],
    settings: { host: '127.0.0.1', fromEmail: 'news@example.org', rejectUnauthorized: false },
  }
  const server = new SMTPServer({
    logger: false,
    authOptional: true,
    onAuth(auth, _session, done) {
      heard.logins.push(`${auth.method} ${auth.username}`)
      auth.password === 'right' ? done(null, { user: auth.username }) : done(new Error('no such user or password'))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      heard.secure.push(session.secure)
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        heard.mails.push(Buffer.concat(chunks).toString('latin1'))
        done()
      })
    },
    ...options,
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => new Promise<void>((resolve) => server.close(() => resolve())))
  heard.settings.port = (server.server.address() as { port: number }).port
  return heard
}

async function open(settings: Record<string, Json>, more: Record<string, Json>) {
  const carrier = await openSmtp(settings, { connectTimeoutMs: 5_000, greetingTimeoutMs: 5_000, ...more })
  closers.push(() => carrier.close?.())
  return carrier
}

describe('encryption and sign-in', () => {
  it.each([
    ['STARTTLS', { secure: false }, 'starttls'],
    ['TLS', { secure: true }, 'tls'],
  ] as const)('sends over %s, signed in', async (_name, options, security) => {
    const heard = await foreignServer(options)
    const carrier = await open(heard.settings, { security, user: 'ana', password: 'right' })
    expect(tally(await carrier.send(batchOf(30), never))).toEqual({ accepted: 30 })
    expect(heard.mails).toHaveLength(30)
    expect(heard.secure.every(Boolean)).toBe(true)
    expect(heard.logins[0]).toBe('PLAIN ana')
    expect(await carrier.check?.()).toMatchObject({ ok: true, message: expect.stringContaining('(encrypted)') })
  })

  it('refuses a certificate that nobody has signed', async () => {
    const heard = await foreignServer({ secure: false })
    const carrier = await open(heard.settings, {
      security: 'starttls',
      rejectUnauthorized: true,
      user: 'ana',
      password: 'right',
    })
    expect(await sendOne(carrier)).toMatchObject({ is: 'retry', scope: 'sender', afterMs: 300_000 })
    expect(heard.logins).toEqual([])
    expect(await carrier.check?.()).toMatchObject({ ok: false, hint: expect.stringContaining('certificate') })
  })

  it('says nothing of its password where STARTTLS is gone', async () => {
    let heard = ''
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.write('220 stripped\r\n')
      socket.on('data', (chunk) => {
        heard += chunk.toString('latin1')
        socket.write(chunk.toString('latin1').startsWith('EHLO') ? '250-x\r\n250 AUTH PLAIN LOGIN\r\n' : '502 no\r\n')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closers.push(() => server.close())
    const { port } = server.address() as { port: number }
    const settings = { host: '127.0.0.1', port, fromEmail: 'news@example.org', user: 'ana', password: 'right' }
    const carrier = await open(settings, { security: 'starttls' })
    expect(await sendOne(carrier)).toMatchObject({ is: 'retry', scope: 'sender' })
    expect(heard).toMatch(/^EHLO [^\r]+\r\nSTARTTLS\r\n/)
    expect(heard).not.toMatch(/AUTH|MAIL/)
  })

  it('keeps its password out of the reason when the server repeats what it was sent', async () => {
    const sandbox = await startSmtpSandbox({ auth: { user: 'ana', password: 'right-secret' } })
    closers.push(sandbox.close)
    sandbox.behave({ rules: [{ at: 'RCPT', reply: '550 5.1.1 you said {heard}' }] })
    const carrier = await open(sandbox.settings, {})
    const outcome = await sendOne(carrier)
    expect(outcome).toMatchObject({ is: 'rejected', reason: expect.stringContaining('AUTH PLAIN •••') })
    expect(JSON.stringify(outcome)).not.toContain(Buffer.from('\0ana\0right-secret').toString('base64'))
  })

  it('lets the messages wait for a right password', async () => {
    const heard = await foreignServer({ secure: false })
    const carrier = await open(heard.settings, { security: 'starttls', user: 'ana', password: 'wrong-secret' })
    const outcome = await sendOne(carrier)
    expect(outcome).toMatchObject({
      is: 'retry',
      scope: 'sender',
      afterMs: 300_000,
      code: expect.stringMatching(/^535/),
    })
    expect(JSON.stringify(outcome)).not.toContain('wrong-secret')
    expect(await carrier.check?.()).toMatchObject({ ok: false, hint: expect.stringContaining('password') })
  })

  it('says so where the server offers no sign-in', async () => {
    const sandbox = await startSmtpSandbox()
    closers.push(sandbox.close)
    const carrier = await open(sandbox.settings, { user: 'ana', password: 'right' })
    expect(await sendOne(carrier)).toMatchObject({ is: 'retry', scope: 'sender', code: 'ENOAUTH' })
  })
})

describe('DKIM', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })

  it('signs what is sent, with both unsubscribe headers in h=', async () => {
    const sandbox = await startSmtpSandbox()
    closers.push(sandbox.close)
    const carrier = await open(sandbox.settings, {
      dkimDomain: 'sandbox.example',
      dkimSelector: 's1',
      dkimPrivateKey: privateKey,
    })
    const message = outgoing(1, {
      unsubscribe: 'https://carillon.example/u/abc',
      content: { subject: 'Ünïcode', html: '<p>é\n.dot</p>', text: ' a  b \n' },
    })
    expect(await sendOne(carrier, message)).toMatchObject({ is: 'accepted' })
    const { raw } = sandbox.messages()[0]!
    const { valid, signed } = verifyDkim(raw, publicKey)
    expect(signed).toEqual(
      expect.arrayContaining(['from', 'list-unsubscribe', 'list-unsubscribe-post', 'subject', 'message-id']),
    )
    expect(valid).toBe(true)
    expect(verifyDkim(raw.replace('One-Click', 'Two-Click'), publicKey).valid).toBe(false)
  })
})

/** RFC 6376 with relaxed/relaxed and rsa-sha256, written from the RFC and apart from what signed. */
function verifyDkim(raw: string, publicKey: string): { valid: boolean; signed: string[] } {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const headers = head
    .split(/\r\n(?![ \t])/)
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)] as const)
  const relaxed = (value: string) =>
    value
      .replace(/\r\n/g, '')
      .replace(/[ \t]+/g, ' ')
      .trim()
  const signature = headers.find(([name]) => name.toLowerCase() === 'dkim-signature')![1]
  const tag = (name: string) =>
    new RegExp(`(?:^|;)\\s*${name}=([^;]*)`).exec(signature.replace(/\r\n/g, ''))![1]!.replace(/\s+/g, '')
  const body = rest
    .join('\r\n\r\n')
    .split('\r\n')
    .map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''))
    .join('\r\n')
    .replace(/(\r\n)*$/, '\r\n')
  const bodyHash = createHash('sha256').update(body, 'latin1').digest('base64')
  const signed = tag('h').toLowerCase().split(':')
  const lines = signed.map((name) => `${name}:${relaxed(headers.findLast(([n]) => n.toLowerCase() === name)![1])}\r\n`)
  const own = `dkim-signature:${relaxed(signature.replace(/b=[^;]*$/, 'b='))}`
  const verify = createVerify('RSA-SHA256').update(lines.join('') + own, 'latin1')
  return { signed, valid: bodyHash === tag('bh') && verify.verify(publicKey, tag('b'), 'base64') }
}
