import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Carrier } from '../../../core/contracts/index.ts'
import { type RunningSmtpSandbox, startSmtpSandbox } from '../../../plugins/email/sandbox.ts'
import { smtp } from '../../../plugins/email/smtp.ts'
import { batchOf, never, openSmtp, outgoing, sendOne, tally } from './support.ts'

let sandbox: RunningSmtpSandbox
let carrier: Carrier

beforeEach(async () => {
  sandbox = await startSmtpSandbox({ countKeys: true })
  carrier = await openSmtp(sandbox.settings)
})
afterEach(async () => {
  await carrier.close?.()
  await sandbox.close()
})

/** Every message was taken exactly as often as its outcome says. */
function checkTruth(outcomes: Awaited<ReturnType<Carrier['send']>>): void {
  for (const outcome of outcomes) {
    const times = sandbox.keys().get(outcome.key) ?? 0
    if (outcome.is === 'accepted') expect(times).toBe(1)
    else if (outcome.is !== 'unknown') expect(times).toBe(0)
  }
}

describe.each([
  ['with PIPELINING', ['PIPELINING', 'SIZE 36700160', '8BITMIME', 'SMTPUTF8']],
  ['without extensions', []],
])('sending %s', (_name, extensions) => {
  beforeEach(() => sandbox.behave({ extensions }))

  it('delivers every message of concurrent groups once', async () => {
    const groups = [0, 1, 2, 3].map((g) => batchOf(100).map((_, n) => outgoing(g * 1_000 + n)))
    const outcomes = (await Promise.all(groups.map((group) => carrier.send(group, never)))).flat()
    expect(tally(outcomes)).toEqual({ accepted: 400 })
    expect(new Set(outcomes.map((o) => o.key)).size).toBe(400)
    expect(sandbox.accepted()).toBe(400)
    checkTruth(outcomes)
  })

  it('gives each message its own outcome, the bad ones between the good ones', async () => {
    sandbox.behave({
      extensions,
      rules: [
        { at: 'RCPT', to: 'user3@*', reply: '550 5.1.1 no such mailbox' },
        { at: 'RCPT', to: 'user7@*', reply: '450 4.7.1 greylisted' },
        { at: 'DOT', to: 'user11@*', reply: '554 5.6.0 not this content' },
        { at: 'DATA', to: 'user13@*', reply: '451 4.3.0 not now' },
        { at: 'DOT', to: 'user17@*', reply: '550 5.7.1 policy' },
      ],
    })
    const batch = batchOf(50)
    const outcomes = await carrier.send(batch, never)
    const of = (n: number) => outcomes.find((o) => o.key === batch[n]!.key)
    expect(tally(outcomes)).toEqual({ accepted: 45, rejected: 2, retry: 3 })
    expect(of(3)).toMatchObject({ is: 'rejected', class: 'dead_address', code: '550 5.1.1' })
    expect(of(7)).toMatchObject({ is: 'retry', scope: 'message', afterMs: 300_000 })
    expect(of(11)).toMatchObject({ is: 'rejected', class: 'content' })
    expect(of(13)).toMatchObject({ is: 'retry', code: '451 4.3.0' })
    expect(of(17)).toMatchObject({ is: 'retry', scope: 'destination' })
    checkTruth(outcomes)
  })

  it('goes on when the server drops connections at random, and tells the truth of each message', async () => {
    const at = ['MAIL', 'RCPT', 'DATA', 'DOT'] as const
    sandbox.behave({ extensions, seed: 7, rules: at.map((point) => ({ at: point, probability: 0.03, drop: 'close' })) })
    const outcomes = await carrier.send(batchOf(300), never)
    expect(outcomes).toHaveLength(300)
    expect(tally(outcomes).accepted).toBeGreaterThan(250)
    expect(tally(outcomes).unknown).toBeGreaterThan(0)
    checkTruth(outcomes)
  })

  it('takes a refused recipient and 354 for a refusal', async () => {
    sandbox.behave({ extensions, rules: [{ at: 'MAIL', times: 1, reply: '451 4.3.0 busy' }] })
    const outcomes = await carrier.send(batchOf(3), never)
    expect(tally(outcomes)).toEqual({ accepted: 2, retry: 1 })
    checkTruth(outcomes)
  })
})

describe('where the connection ends', () => {
  it.each([
    ['the greeting', { at: 'CONNECT', drop: 'close' }, { is: 'retry', scope: 'sender' }],
    ['EHLO', { at: 'EHLO', drop: 'close' }, { is: 'retry', scope: 'sender' }],
    ['MAIL', { at: 'MAIL', drop: 'close' }, { is: 'retry', scope: 'message' }],
    ['RCPT', { at: 'RCPT', drop: 'reset' }, { is: 'retry', scope: 'message' }],
    ['DATA', { at: 'DATA', drop: 'close' }, { is: 'retry', scope: 'message' }],
    ['the final dot, taken', { at: 'DOT', drop: 'close' }, { is: 'unknown' }],
    ['the final dot, by reset', { at: 'DOT', drop: 'reset' }, { is: 'unknown' }],
    ['the final dot, not taken', { at: 'DOT', drop: 'close', accept: false }, { is: 'unknown' }],
    [
      '421 at the greeting',
      { at: 'CONNECT', reply: '421 4.3.2 later' },
      { is: 'retry', scope: 'sender', code: '421 4.3.2' },
    ],
    ['421 at MAIL', { at: 'MAIL', reply: '421 4.3.2 later' }, { is: 'retry', code: '421 4.3.2' }],
    ['421 after the dot', { at: 'DOT', reply: '421 4.3.2 later' }, { is: 'retry', code: '421 4.3.2' }],
    ['554 at the greeting', { at: 'CONNECT', reply: '554 5.7.1 blocked' }, { is: 'retry', scope: 'sender' }],
  ] as const)('at %s', async (_where, rule, expected) => {
    sandbox.behave({ rules: [rule] })
    const outcome = await sendOne(carrier)
    expect(outcome).toMatchObject(expected)
    checkTruth([outcome])
    sandbox.behave({})
    expect(await sendOne(carrier, outgoing(2))).toMatchObject({ is: 'accepted' })
  })

  it.each([
    ['the greeting', { at: 'CONNECT', hang: true }, { is: 'retry', scope: 'sender' }],
    ['MAIL', { at: 'MAIL', hang: true }, { is: 'retry', scope: 'message', code: 'timeout' }],
    ['DATA', { at: 'DATA', hang: true }, { is: 'retry', scope: 'message', code: 'timeout' }],
    ['the final dot', { at: 'DOT', hang: true }, { is: 'unknown', code: 'timeout' }],
  ] as const)('in silence at %s', async (_where, rule, expected) => {
    sandbox.behave({ rules: [rule] })
    const outcome = await sendOne(carrier)
    expect(outcome).toMatchObject(expected)
    checkTruth([outcome])
  })

  it('within a body that is too big for the line to hold: surely not taken', async () => {
    sandbox.behave({ rules: [{ at: 'BODY', hang: true }] })
    const attachments = [{ name: 'big.bin', type: 'application/octet-stream', content: 'AAAA'.repeat(4_000_000) }]
    // The server reads on and answers nothing: it is only stopped reading by the paused socket below.
    const stuck = await stuckServer()
    const other = await openSmtp({ ...sandbox.settings, port: stuck.port })
    const message = outgoing(1, { content: { ...outgoing(1).content, attachments } })
    expect(await sendOne(other, message)).toMatchObject({ is: 'retry', scope: 'message' })
    await other.close?.()
    await stuck.close()
  })

  it('does not blame the message whose envelope was sent ahead', async () => {
    carrier = await replaceCarrier({ connections: 1 })
    sandbox.behave({ rules: [{ at: 'DOT', to: 'user0@*', hang: true }] })
    const outcomes = await carrier.send(batchOf(3), never)
    expect(tally(outcomes)).toEqual({ unknown: 1, accepted: 2 })
    checkTruth(outcomes)
  })

  it('moves a message on when the server takes only so many a connection', async () => {
    carrier = await replaceCarrier({ connections: 2 })
    sandbox.behave({ seed: 3, rules: [{ at: 'MAIL', probability: 0.2, reply: '421 4.4.5 enough for one connection' }] })
    const outcomes = await carrier.send(batchOf(60), never)
    expect(tally(outcomes).accepted).toBeGreaterThan(40)
    expect(tally(outcomes).unknown).toBeUndefined()
    checkTruth(outcomes)
  })
})

async function replaceCarrier(more: Record<string, number>): Promise<Carrier> {
  await carrier.close?.()
  return openSmtp(sandbox.settings, more)
}

/** Takes DATA, and then reads no more: the kernel's buffers fill up, and the write never ends. */
async function stuckServer(): Promise<{ port: number; close(): Promise<void> }> {
  const sockets: Socket[] = []
  const server: Server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.write('220 stuck\r\n')
    socket.on('data', (chunk) => {
      const text = chunk.toString('latin1')
      if (text.startsWith('EHLO')) socket.write('250-stuck\r\n250 PIPELINING\r\n')
      if (text.startsWith('MAIL')) {
        socket.write('250 ok\r\n250 ok\r\n354 go\r\n')
        socket.pause()
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

describe('the account', () => {
  it('makes everything wait when nobody listens, and recovers by itself', async () => {
    const { port } = sandbox.settings as { port: number }
    await sandbox.close()
    const outcomes = await carrier.send(batchOf(50), never)
    expect(tally(outcomes)).toEqual({ retry: 50 })
    for (const outcome of outcomes) expect(outcome).toMatchObject({ scope: 'sender', code: 'ECONNREFUSED' })
    sandbox = await startSmtpSandbox({ port, countKeys: true })
    expect(tally(await carrier.send(batchOf(50), never))).toEqual({ accepted: 50 })
  })

  it('rests after three 421 in a row', async () => {
    sandbox.behave({ rules: [{ at: 'DOT', times: 3, reply: '421 4.3.2 not now' }] })
    const scopes = []
    for (let n = 0; n < 3; n++) scopes.push(await sendOne(carrier, outgoing(n)))
    expect(scopes.map((o) => o.is === 'retry' && o.scope)).toEqual(['message', 'message', 'sender'])
    expect(scopes[2]).toMatchObject({ afterMs: 60_000 })
    expect(await sendOne(carrier, outgoing(4))).toMatchObject({ is: 'accepted' })
  })

  it('begins no body after its time, though the envelope was accepted', async () => {
    sandbox.behave({ rules: [{ at: 'DATA', delayMs: 150 }] })
    const outcomes = await carrier.send([outgoing(1)], never, performance.now() + 60)
    expect(outcomes[0]).toMatchObject({ is: 'retry', code: 'not_begun' })
    expect(sandbox.begun()).toBe(1)
    expect(sandbox.accepted()).toBe(0)
  })

  it('starts nothing new after an abort, and settles what was begun', async () => {
    carrier = await replaceCarrier({ connections: 2 })
    sandbox.behave({ rules: [{ at: 'DOT', delayMs: 50 }] })
    const stop = new AbortController()
    const sending = carrier.send(batchOf(100), stop.signal)
    await expect.poll(() => sandbox.accepted()).toBeGreaterThan(2)
    stop.abort()
    const outcomes = await sending
    expect(outcomes).toHaveLength(100)
    expect(sandbox.accepted()).toBeLessThan(20)
    expect(tally(outcomes).unknown).toBeUndefined()
    checkTruth(outcomes)
    const gone = await carrier.send(batchOf(2), AbortSignal.abort())
    expect(tally(gone)).toEqual({ retry: 2 })
  })

  it('closes with a goodbye, and takes nothing afterwards', async () => {
    await sendOne(carrier)
    await carrier.close?.()
    expect(await sendOne(carrier, outgoing(2))).toMatchObject({ is: 'retry', code: 'aborted' })
  })

  it('tells limits and flight from the settings', () => {
    expect(smtp.limits({ ratePerSecond: 14 })).toEqual([{ unit: 'messages', amount: 14, perSeconds: 1 }])
    expect(smtp.limits({})).toEqual([])
    expect(smtp.flight({})).toEqual({ lanes: 4, group: 100 })
    expect(smtp.flight({ lanes: 2, group: 50 })).toEqual({ lanes: 2, group: 50 })
  })

  it.each([
    [{ host: 'a b' }, /settings\/host/],
    [{ port: 0 }, /settings\/port/],
    [{ fromEmail: 'nobody' }, /settings\/fromEmail/],
    [{ fromName: 'x\r\nBcc: y' }, /settings\/fromName/],
    [{ replyTo: 'x@example.com\r\nBcc: y@example.com' }, /settings\/replyTo/],
    [{ user: 'u' }, /settings\/password/],
    [{ dkimDomain: 'example.com' }, /settings\/dkimDomain/],
    [{ dkimSelector: 's' }, /settings\/dkimPrivateKey/],
    [{ dkimDomain: 'example.com', dkimSelector: 's', dkimPrivateKey: 'hunter2hunter2' }, /settings\/dkimPrivateKey/],
  ])('refuses to open with %j', async (wrong, words) => {
    const opening = openSmtp(sandbox.settings, wrong as Record<string, string>)
    await expect(opening).rejects.toThrow(words)
    await expect(opening).rejects.not.toThrow(/hunter2/)
  })

  it('answers "test connection" in the server’s words, with what to do', async () => {
    expect(await carrier.check?.()).toMatchObject({ ok: true, message: expect.stringContaining('250 2.1.0') })
    sandbox.behave({ rules: [{ at: 'MAIL', reply: '553 5.1.8 unknown sender domain' }] })
    expect(await carrier.check?.()).toMatchObject({
      ok: false,
      message: expect.stringContaining('553 5.1.8'),
      hint: /sender/,
    })
    const lost = await openSmtp({ ...sandbox.settings, port: 1 })
    expect(await lost.check?.()).toMatchObject({ ok: false, hint: expect.stringContaining('server and port') })
    await lost.close?.()
  })
})

describe('one message', () => {
  it('goes to an address beyond ASCII only where the server takes it', async () => {
    const message = outgoing(1, { to: 'josé@xn--bcher-kva.example', name: 'José' })
    expect(await sendOne(carrier, message)).toMatchObject({ is: 'accepted' })
    expect(sandbox.messages()[0]).toMatchObject({ to: 'josé@xn--bcher-kva.example' })
    sandbox.behave({ extensions: ['PIPELINING'] })
    carrier = await replaceCarrier({})
    expect(await sendOne(carrier, message)).toMatchObject({ is: 'rejected', class: 'failed', code: 'smtputf8' })
  })

  it.each([
    [
      'a subject with a line break',
      { content: { subject: 'Hi\r\nBcc: eve@example.com', html: '<p>x</p>' } },
      'content',
      'header_injection',
    ],
    ['a name with a line break', { name: 'Ana\nBcc: eve@example.com' }, 'content', 'header_injection'],
    ['no body', { content: { subject: 'Hi' } }, 'content', 'empty'],
    ['a recipient that is a command', { to: 'a@example.com>\r\nRCPT TO:<eve@example.com' }, 'failed', 'bad_address'],
    ['an unsubscribe address that is no URL', { unsubscribe: 'javascript:alert(1)' }, 'content', 'unsubscribe_url'],
    [
      'an attachment without bytes',
      { content: { subject: 'Hi', text: 'x', attachments: [{ name: 'a.txt', type: 'text/plain', file: 'f1' }] } },
      'content',
      'attachment_missing',
    ],
  ])('is refused for %s, and its neighbours go out', async (_why, wrong, cls, code) => {
    const outcomes = await carrier.send([outgoing(1), outgoing(2, wrong), outgoing(3)], never)
    expect(outcomes.find((o) => o.key === outgoing(2).key)).toMatchObject({ is: 'rejected', class: cls, code })
    expect(tally(outcomes)).toEqual({ accepted: 2, rejected: 1 })
    expect(sandbox.accepted()).toBe(2)
  })

  it('is refused before it is sent where the server says it is too big', async () => {
    sandbox.behave({ extensions: ['PIPELINING', 'SIZE 2000'] })
    const big = outgoing(1, { content: { subject: 'Hi', text: 'x'.repeat(3_000) } })
    expect(await sendOne(carrier, big)).toMatchObject({ is: 'rejected', class: 'content', code: 'too_big' })
    expect(sandbox.begun()).toBe(0)
  })

  it('has a bounce address of its own with VERP', async () => {
    carrier = await openSmtp(sandbox.settings, { verp: true, returnPath: 'bounces@example.org' })
    await sendOne(carrier)
    expect(sandbox.messages()[0]!.from).toMatch(/^bounces\+[0-9a-z]{50}-0@example\.org$/)
  })
})
