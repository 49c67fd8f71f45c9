import type { Settled } from './job.ts'
import type { SmtpAccount } from './settings.ts'

/**
 * Takes the account's password out of what a server said: one that repeats our commands in its refusals must not put it
 * into the ledger and the panel. Also the base64 forms in which AUTH carries it (RFC 4954).
 */
export function createRedactor({ user = '', password }: SmtpAccount) {
  const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64')
  const secrets = password ? [base64(`\0${user}\0${password}`), base64(password), password] : []

  function clean(text: string): string {
    return secrets.reduce((said, secret) => said.replaceAll(secret, '•••'), text)
  }

  return function redact<T extends Settled | { message: string }>(value: T): T {
    if (secrets.length === 0) return value
    if ('reason' in value) return { ...value, reason: clean(value.reason), code: clean(value.code) }
    if ('message' in value) return { ...value, message: clean(value.message) }
    return value
  }
}
