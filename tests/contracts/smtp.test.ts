import { generateKeyPairSync } from 'node:crypto'
import type { ErrorRow } from '../../core/contracts/index.ts'
import { describeProvider, type Fault, type ProviderSubject, type StandIn } from '../../core/testing/index.ts'
import type { FaultRule } from '../../plugins/email/sandbox.ts'
import { startSmtpSandbox } from '../../plugins/email/sandbox.ts'
import { smtp } from '../../plugins/email/smtp.ts'

const AUTH = { user: 'carillon', password: 'canary-password-1234' }
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
const SETTINGS = {
  dkimDomain: 'sandbox.example',
  dkimSelector: 'test',
  dkimPrivateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  connectTimeoutMs: 500,
  greetingTimeoutMs: 500,
  replyTimeoutMs: 600,
  finalTimeoutMs: 700,
}

const subject: ProviderSubject = {
  provider: smtp,
  start,
  tellsIdentity: true,
  cannot: { throttle: 'SMTP has no way to say how long to wait' },
}

async function start(): Promise<StandIn> {
  const sandbox = await startSmtpSandbox({ auth: AUTH })
  return {
    settings: { ...sandbox.settings, ...SETTINGS },
    message: (n) => ({
      to: `person${n}@example.org`,
      content: { subject: `Mail ${n}`, html: '<p>Hello</p>', text: 'Hello' },
    }),
    accepted: () =>
      [...sandbox.messages({ limit: 10_000 })].reverse().map(({ to, raw }) => ({ to, identity: messageId(raw) })),
    arrived: sandbox.begun,
    behave: (fault, only) => sandbox.behave({ rules: rulesFor(fault).map((rule) => ({ ...rule, ...only })) }),
    close: sandbox.close,
  }
}

function rulesFor(fault: Fault): FaultRule[] {
  switch (fault.do) {
    case 'slow':
      return [{ at: 'DOT', delayMs: fault.ms }]
    case 'answer':
      return [{ at: fault.row.class === 'content' ? 'DOT' : 'RCPT', reply: replyOf(fault.row) }]
    case 'answer-unlisted':
      return [{ at: 'RCPT', reply: '499 4.9.9 something new' }]
    case 'echo':
      return [{ at: 'RCPT', reply: '550 5.9.9 refused: {heard}' }]
    case 'hang-before':
      return [{ at: 'RCPT', hang: true }]
    case 'hang-after':
      return [{ at: 'DOT', hang: true, accept: true }]
    case 'cut-before':
      return [{ at: 'DATA', drop: 'close' }]
    case 'cut-after':
      return [{ at: 'DOT', drop: 'close', accept: true }]
    default:
      return []
  }
}

/** A reply that only this row fits: a row of an enhanced code alone gets a basic code that is in no row (x59). */
function replyOf({ code }: ErrorRow): string {
  const reply = /^\d{3}/.test(code) ? code : `${code[0]}59 ${code}`
  return `${reply} (said by the sandbox)`
}

function messageId(raw: string): string {
  return /^Message-ID:\s*(\S+)/im.exec(raw)?.[1] ?? ''
}

describeProvider(subject)
