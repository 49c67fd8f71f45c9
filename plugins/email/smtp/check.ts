import type { Health } from '../../../core/contracts/index.ts'
import { octets } from '../mime/headers.ts'
import type { OpenError, Opened } from './connect.ts'
import { hintFor } from './open-verdict.ts'
import { createReplyReader } from './reply-reader.ts'
import type { SmtpAccount } from './settings.ts'

/** Connects, signs in, and asks whether the server takes mail from the sender address; sends nothing. */
export async function checkAccount(
  account: SmtpAccount,
  open: () => Promise<Opened>,
  redact: (value: { message: string }) => { message: string },
): Promise<Health> {
  const place = `${account.host}:${account.port}`
  let opened: Opened
  try {
    opened = await open()
  } catch (caught) {
    const error = caught as OpenError
    const { message } = redact({ message: `${place}: ${error.response ?? error.message}` })
    return { ok: false, message: message.slice(0, 500), hint: hintFor(error) }
  }
  try {
    const reply = await ask(opened, `MAIL FROM:<${octets(account.returnPath)}>`, account.replyTimeoutMs)
    const { message } = redact({ message: `${place}: ${reply.replaceAll('\n', ' ')}`.slice(0, 500) })
    if (reply.startsWith('2'))
      return { ok: true, message: `${message}${opened.encrypted ? ' (encrypted)' : ' (not encrypted)'}` }
    return {
      ok: false,
      message,
      hint: 'The server lets us in and refuses the sender address: verify it with your provider.',
    }
  } catch (error) {
    return {
      ok: false,
      message: `${place}: ${(error as Error).message}`,
      hint: 'The server hung up or fell silent; try again.',
    }
  } finally {
    opened.socket.end('RSET\r\nQUIT\r\n')
    setTimeout(() => opened.socket.destroy(), 1_000).unref()
  }
}

function ask({ socket }: Opened, line: string, ms: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no reply within ${ms} ms`)), ms)
    const settle = (work: () => void) => {
      clearTimeout(timer)
      work()
    }
    const reader = createReplyReader(
      (reply) => settle(() => resolve(reply)),
      (nonsense) => settle(() => reject(new Error(`the server does not speak SMTP: ${nonsense}`))),
    )
    socket.on('data', reader)
    socket.once('close', () => settle(() => reject(new Error('the server closed the connection'))))
    socket.write(`${line}\r\n`, 'latin1')
  })
}
