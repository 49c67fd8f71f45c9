import { generateKeyPairSync } from 'node:crypto'
import type { ErrorRow } from '../../../core/contracts/index.ts'
import { describeProvider, type Fault, type StandIn } from '../../../core/testing/index.ts'
import { headerOf } from '../../../plugins/email/sandbox/reports.ts'
import { type FaultRule, startSmtpSandbox } from '../../../plugins/email/sandbox.ts'
import { smtp } from '../../../plugins/email/smtp.ts'
import { QUICK } from './support.ts'

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 1024,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const auth = { user: 'carillon', password: 'a long secret word' }

function ruleFor(fault: Fault): FaultRule | null {
  switch (fault.do) {
    case 'accept':
      return null
    case 'slow':
      return { at: 'DOT', delayMs: fault.ms }
    case 'answer':
      return { at: 'DOT', reply: replyOf(fault.row) }
    case 'answer-unlisted':
      return { at: 'DOT', reply: '599 5.9.9 nobody knows this one' }
    case 'throttle':
      return { at: 'DOT', reply: '454 Throttling failure: Maximum sending rate exceeded' }
    case 'hang-before':
      return { at: 'RCPT', hang: true }
    case 'hang-after':
      return { at: 'DOT', hang: true }
    case 'cut-before':
      return { at: 'DATA', drop: 'close' }
    case 'cut-after':
      return { at: 'DOT', drop: 'close' }
    case 'echo':
      return { at: 'RCPT', reply: '550 5.7.1 you said {heard}' }
  }
}

function replyOf({ code }: ErrorRow): string {
  return /^\d{3}/.test(code) ? code : `${code[0]}50 ${code} said`
}

async function start(): Promise<StandIn> {
  const sandbox = await startSmtpSandbox({ auth })
  return {
    settings: {
      ...sandbox.settings,
      ...QUICK,
      dkimDomain: 'sandbox.example',
      dkimSelector: 'test',
      dkimPrivateKey: privateKey,
    },
    message: (n) => ({
      to: `user${n}@example.com`,
      content: { subject: `No. ${n}`, html: '<p>Hello</p>', text: 'Hello' },
    }),
    accepted: () =>
      sandbox
        .messages({ limit: 10_000 })
        .map(({ to, raw }) => ({ to, identity: headerOf(raw, 'Message-ID') }))
        .reverse(),
    arrived: sandbox.begun,
    behave(fault, only) {
      const rule = ruleFor(fault)
      sandbox.behave({ demo: false, rules: rule ? [{ ...rule, ...only }] : [] })
    },
    close: sandbox.close,
  }
}

describeProvider({
  provider: smtp,
  start,
  cannot: { throttle: 'SMTP has no Retry-After' },
  tellsIdentity: true,
  patienceMs: 8_000,
})
