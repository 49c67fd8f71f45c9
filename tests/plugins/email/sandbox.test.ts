import { connect } from 'node:net'
import { createTransport } from 'nodemailer'
import PostalMime from 'postal-mime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { headerOf } from '../../../plugins/email/sandbox/reports.ts'
import { type RunningSmtpSandbox, type SmtpSandboxOptions, startSmtpSandbox } from '../../../plugins/email/sandbox.ts'

let sandbox: RunningSmtpSandbox

beforeEach(() => restart())
afterEach(() => sandbox.close())

async function restart(options: SmtpSandboxOptions = {}): Promise<void> {
  await sandbox?.close()
  sandbox = await startSmtpSandbox(options)
}

/** Sends with nodemailer: a client that is not ours. */
function send(to: string, more: object = {}) {
  const { port } = sandbox.settings as { port: number }
  return createTransport({ host: '127.0.0.1', port, ignoreTLS: true }).sendMail({
    from: 'news@example.org',
    to,
    subject: 'Hello',
    text: 'Hello\n.\n..dots',
    ...more,
  })
}

/** Says the pieces one after the other, each read by itself, and gives what was answered when the connection ended. */
function talk(...pieces: string[]): Promise<string> {
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect(Number(sandbox.settings.port), '127.0.0.1')
    socket.setNoDelay(true)
    const say = () => {
      const piece = pieces.shift()
      if (piece !== undefined) socket.write(piece, 'latin1', () => setImmediate(say))
    }
    socket.once('data', say)
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1')
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(heard))
  })
}

describe('what is taken', () => {
  it('is kept as it was sent, newest first, found by recipient', async () => {
    await send('ana@example.com')
    await send('bob@example.com', { subject: 'Second' })
    const [newest] = sandbox.messages()
    expect(newest).toMatchObject({ to: 'bob@example.com', from: 'news@example.org' })
    expect(headerOf(newest!.raw, 'Subject')).toBe('Second')
    expect((await PostalMime.parse(newest!.raw)).text?.trim()).toBe('Hello\n.\n..dots')
    expect(sandbox.messages({ to: 'ana@example.com' })).toHaveLength(1)
    expect(sandbox.messages({ limit: 1 })).toHaveLength(1)
    expect(sandbox.accepted()).toBe(2)
    sandbox.clear()
    expect(sandbox.accepted()).toBe(0)
  })

  it('is bounded, and counted beyond that', async () => {
    await restart({ capacity: 3, countKeys: true })
    for (const n of [1, 2, 3, 4, 5, 5]) await send(`u${n}@example.com`, { headers: { 'X-Carillon-Key': `k${n}` } })
    expect(sandbox.messages().map((m) => m.to)).toEqual(['u5@example.com', 'u5@example.com', 'u4@example.com'])
    expect(sandbox.accepted()).toBe(6)
    expect(Object.fromEntries(sandbox.keys())).toEqual({ k1: 1, k2: 1, k3: 1, k4: 1, k5: 2 })
  })

  it('may come in pieces cut anywhere, also within the final dot', async () => {
    const mail =
      'MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.com>\r\nDATA\r\nSubject: x\r\n\r\none\r\n..two\r\n.\r\n'
    for (let cut = 1; cut < mail.length; cut += 3) {
      const said = await talk(mail.slice(0, cut), `${mail.slice(cut)}QUIT\r\n`)
      expect(said).toMatch(/354.*\r\n250 2\.0\.0 taken\r\n221/)
    }
    for (const { raw } of sandbox.messages({ limit: 1_000 })) expect(raw).toBe('Subject: x\r\n\r\none\r\n.two\r\n')
  })
})

describe('addresses that show what can happen', () => {
  it.each([
    ['bounce+ana@example.com', /550 5\.1\.1/],
    ['full+ana@example.com', /452 4\.2\.2/],
  ])('%s is refused', async (to, reply) => {
    await expect(send(to)).rejects.toThrow(reply)
    expect(sandbox.accepted()).toBe(0)
  })

  it('later+ is put off once', async () => {
    await expect(send('later+ana@example.com')).rejects.toThrow(/451 4\.7\.1/)
    await send('later+ana@example.com')
    expect(sandbox.accepted()).toBe(1)
  })

  it('dsn+ and complain+ are taken, and reported afterwards in the standard forms', async () => {
    const told: string[] = []
    await restart({ onReport: (report) => told.push(report.kind) })
    await send('dsn+ana@example.com', { messageId: '<k1@example.org>' })
    await send('complain+ana@example.com')
    expect(told).toEqual(['bounce', 'complaint'])
    const [bounce, complaint] = sandbox.reports()
    expect(bounce).toMatchObject({ about: 'dsn+ana@example.com', to: 'news@example.org' })
    expect(headerOf(bounce!.raw, 'Content-Type')).toMatch(/^multipart\/report; report-type=delivery-status/)
    expect(bounce!.raw).toMatch(/Action: failed\r\nStatus: 5\.1\.1\r\n/)
    expect(bounce!.raw).toContain('Message-ID: <k1@example.org>')
    expect(headerOf(complaint!.raw, 'Content-Type')).toMatch(/report-type=feedback-report/)
    expect(complaint!.raw).toContain('Feedback-Type: abuse\r\n')
    const read = await PostalMime.parse(bounce!.raw, { attachmentEncoding: 'utf8' })
    expect(read.attachments.map((a) => a.mimeType)).toContain('message/delivery-status')
  })

  it('are like all others when the demo is off', async () => {
    sandbox.behave({ demo: false })
    await send('bounce+ana@example.com')
    expect(sandbox.accepted()).toBe(1)
  })
})

describe('faults', () => {
  it('strike by recipient, as often as told', async () => {
    sandbox.behave({ rules: [{ at: 'RCPT', to: '*@slow.example', reply: '451 4.3.0 later', times: 1 }] })
    await expect(send('a@slow.example')).rejects.toThrow(/451/)
    await send('b@slow.example')
    await send('a@example.com')
    expect(sandbox.accepted()).toBe(2)
  })

  it('are the same for the same seed', async () => {
    const run = async (seed: number) => {
      sandbox.behave({ seed, rules: [{ at: 'RCPT', probability: 0.5, reply: '451 4.3.0 no' }] })
      const results = []
      for (let n = 0; n < 12; n++)
        results.push(
          await send('a@example.com').then(
            () => 1,
            () => 0,
          ),
        )
      return results.join('')
    }
    const first = await run(4)
    expect(await run(4)).toBe(first)
    expect(first).toMatch(/0/)
    expect(first).toMatch(/1/)
  })

  it.each([
    [{ rules: [{ at: 'NOWHERE' }] }, /rules\/0\/at/],
    [{ rules: [{ at: 'DOT', probability: 2 }] }, /rules\/0\/probability/],
    [{ typo: true }, /typo: is no field/],
  ])('%j is refused, naming the field', (faults, words) => {
    expect(() => sandbox.behave(faults)).toThrow(words)
  })

  it.each([
    ['nonsense', 'HELLO\r\nQUIT\r\n', /502 5\.5\.1/],
    ['RCPT before MAIL', 'RCPT TO:<a@example.com>\r\nQUIT\r\n', /503/],
    ['DATA without recipients', 'MAIL FROM:<a@example.org>\r\nDATA\r\nQUIT\r\n', /554/],
    ['an endless line', `${'x'.repeat(10_000)}`, /500/],
    ['two senders', 'MAIL FROM:<a@example.org>\r\nMAIL FROM:<a@example.org>\r\nQUIT\r\n', /503/],
  ])('%s gets an answer', async (_what, said, answer) => {
    expect(await talk(said)).toMatch(answer)
  })
})
