import { createPrivateKey } from 'node:crypto'
import { Default, Errors } from 'typebox/value'
import type { Json, ProviderHost } from '../../../core/contracts/index.ts'
import { domainOf, parseEmail } from '../address.ts'
import { SmtpSettings, type StoredSettings } from './settings-schema.ts'

type Filled =
  | 'port'
  | 'security'
  | 'rejectUnauthorized'
  | 'verp'
  | 'messageIdDomain'
  | 'returnPath'
  | 'connections'
  | 'connectTimeoutMs'
  | 'greetingTimeoutMs'
  | 'replyTimeoutMs'
  | 'finalTimeoutMs'

/** Settings with defaults filled in and addresses in canonical form. */
export type SmtpAccount = StoredSettings & Required<Pick<StoredSettings, Filled>>

/**
 * Reads stored settings.
 * @throws Error naming the field and what is wrong; never its value, which may be a secret
 */
export function readSettings(stored: Record<string, Json>): SmtpAccount {
  const account = Default(SmtpSettings, withoutEmpty(structuredClone(stored))) as SmtpAccount
  const [error] = Errors(SmtpSettings, account)
  if (error) {
    // For a field that is not in the schema TypeBox only says that its schema is false.
    const flaw = error.keyword === 'boolean' ? 'is no setting of this provider' : error.message
    throw new Error(`SMTP settings${error.instancePath}: ${flaw}`)
  }
  const fromEmail = address('fromEmail', account.fromEmail)
  checkTogether(account)
  return {
    ...account,
    fromEmail,
    ...(account.replyTo === undefined ? {} : { replyTo: address('replyTo', account.replyTo) }),
    returnPath: account.returnPath === undefined ? fromEmail : address('returnPath', account.returnPath),
    messageIdDomain: account.messageIdDomain ?? domainOf(fromEmail),
  }
}

/**
 * A DKIM domain alone means the key that is kept for it beside the account.
 * @throws Error when none is kept
 */
export async function withDomainKey(account: SmtpAccount, host: Pick<ProviderHost, 'domainKey'>): Promise<SmtpAccount> {
  const { dkimDomain, dkimPrivateKey } = account
  if (dkimDomain === undefined || dkimPrivateKey !== undefined) return account
  const key = await host.domainKey?.(dkimDomain)
  if (!key)
    throw new Error(
      `SMTP settings/dkimDomain: ${dkimDomain} is none of the sending domains kept here; add it, or give selector and private key`,
    )
  return { ...account, dkimSelector: key.selector, dkimPrivateKey: key.privateKey }
}

/** A form sends '' for a field that was left empty. */
function withoutEmpty<T extends object>(settings: T): T {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== '')) as T
}

function address(field: string, typed: string): string {
  const parsed = parseEmail(typed)
  if (!parsed.ok) throw new Error(`SMTP settings/${field}: ${parsed.reason}`)
  return parsed.value
}

function checkTogether({ user, password, dkimDomain, dkimSelector, dkimPrivateKey }: StoredSettings): void {
  if ((user === undefined) !== (password === undefined)) {
    throw new Error('SMTP settings/password: user name and password belong together')
  }
  const ownKey = dkimSelector !== undefined || dkimPrivateKey !== undefined
  if (ownKey && [dkimDomain, dkimSelector, dkimPrivateKey].includes(undefined)) {
    throw new Error('SMTP settings/dkimPrivateKey: DKIM needs domain, selector and private key')
  }
  if (dkimPrivateKey !== undefined && keyType(dkimPrivateKey) !== 'rsa') {
    throw new Error('SMTP settings/dkimPrivateKey: must be an RSA private key in PEM form')
  }
}

function keyType(pem: string): string | undefined {
  try {
    return createPrivateKey(pem).asymmetricKeyType
  } catch {
    return undefined
  }
}
