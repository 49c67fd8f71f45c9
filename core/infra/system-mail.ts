import { createTransport } from 'nodemailer'

/** A mail of the installation itself: an invitation, a password reset, an alert. */
export interface SystemMail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html?: string
}

/** Whether the server took it, and its words, without the password. */
export interface SystemMailAnswer {
  readonly accepted: boolean
  readonly message: string
}

export interface SystemMailer {
  /** Sends one mail, once; never throws. */
  sendMail(mail: SystemMail): Promise<SystemMailAnswer>
  close(): Promise<void>
}

/** nodemailer waits up to 10 minutes by default; a request for a password reset waits for none of that. */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000, dnsTimeout: 10_000 }

/**
 * Sends single mails outside campaigns and ledger, over one SMTP server.
 * @param url `smtp://user:password@host:587` or `smtps://…:465`; a password has its special characters percent-encoded
 * @param from an address, or `Name <address>`
 * @throws Error where the URL is none of these; the URL itself is not repeated, it holds a password
 */
export function createSystemMail({ url, from }: { url: string; from: string }): SystemMailer {
  const { protocol, hostname, username, password } = parsed(url)
  const secrets = secretForms(decodeURIComponent(username), decodeURIComponent(password))
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    ...portAndAuth(url),
    secure: protocol === 'smtps:',
    // Signing in over clear text would give the password away; without one, a local relay may have no certificate.
    requireTLS: protocol === 'smtp:' && password !== '',
    pool: true,
    maxConnections: 2,
    // A mail whose connection closed may have been taken; sending it again is for whoever asked for it.
    maxRequeues: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...TIMEOUTS,
  })

  return {
    async sendMail({ to, subject, text, html }) {
      const headers = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' }
      const flaw = [to, subject, from].some((value) => /[\r\n\0]/.test(value))
      if (flaw) return { accepted: false, message: 'an address or the subject holds a line break' }
      try {
        const info = await transport.sendMail({ from, to: { name: '', address: to }, subject, text, html, headers })
        return { accepted: info.accepted.length > 0, message: String(info.response) }
      } catch (error) {
        return { accepted: false, message: withoutSecret(error, secrets) }
      }
    },
    async close() {
      transport.close()
    },
  }
}

function parsed(url: string): URL {
  const read = URL.canParse(url) ? new URL(url) : null
  if (!read || !/^smtps?:$/.test(read.protocol) || read.hostname === '') {
    throw new Error('the mail server must be a URL like smtp://user:password@mail.example.com:587')
  }
  return read
}

function portAndAuth(url: string) {
  const { port, protocol, username, password } = parsed(url)
  return {
    port: Number(port) || (protocol === 'smtps:' ? 465 : 587),
    ...(username ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
  }
}

/** The password, and as AUTH carries it (RFC 4954): a server may repeat what it was sent. */
function secretForms(user: string, password: string): string[] {
  if (password === '') return []
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  return [base64(`\0${user}\0${password}`), base64(password), password]
}

function withoutSecret(error: unknown, secrets: readonly string[]): string {
  const said = error instanceof Error ? error.message : String(error)
  return secrets.reduce((text, secret) => text.replaceAll(secret, '•••'), said).slice(0, 500)
}
