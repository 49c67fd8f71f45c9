import type { Socket } from 'node:net'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { SmtpAccount } from './settings.ts'

/** A socket on which the server greeted us, TLS and AUTH are done, and nothing else listens. */
export interface Opened {
  readonly socket: Socket
  /** As announced after EHLO, upper case: PIPELINING, SIZE, SMTPUTF8, 8BITMIME. */
  readonly extensions: ReadonlySet<string>
  /** Largest message in octets; 0 where the server does not say. */
  readonly maxSize: number
  readonly encrypted: boolean
  /** The last thing the server said. */
  readonly greeting: string
}

/** Why no connection came about. `response` is the server's reply where it gave one. */
export interface OpenError {
  readonly code: string
  readonly message: string
  readonly response?: string
}

/**
 * What we read of nodemailer's connection beside its public members. nodemailer is pinned to one version, and
 * tests/plugins/email/smtp.test.ts fails where these names change.
 */
interface Inside {
  _socket: Socket
  _supportedExtensions?: string[]
  _maxAllowedSize?: number
  _onSocketData: () => void
  _onSocketError: () => void
  _onSocketClose: () => void
  _onSocketEnd: () => void
  _onSocketTimeout: () => void
}

/**
 * Connects, and signs in. Greeting, EHLO, TLS policy and AUTH are nodemailer's; the socket is then taken over, because
 * its `send` gives the same error before and after the final dot, and costs twice the time.
 * @throws OpenError
 */
export function openConnection(account: SmtpAccount): Promise<Opened> {
  const connection = new SMTPConnection(optionsOf(account))
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      reject(openError(error))
      connection.close()
    }
    const done = () => {
      connection.removeListener('error', fail)
      connection.removeListener('end', ended)
      connection.on('error', () => undefined)
      resolve(takeOver(connection))
    }
    const ended = () => fail({ code: 'ECONNECTION', message: 'the server closed the connection' })
    connection.on('error', fail)
    connection.once('end', ended)
    connection.connect((error) => {
      if (error) return fail(error)
      if (account.user === undefined) return done()
      if (!connection.allowsAuth) return fail({ code: 'ENOAUTH', message: 'the server offers no sign-in here' })
      connection.login({ credentials: { user: account.user, pass: account.password! } }, (refused) => {
        refused ? fail(refused) : done()
      })
    })
  })
}

function optionsOf(account: SmtpAccount) {
  return {
    host: account.host,
    port: account.port,
    secure: account.security === 'tls',
    requireTLS: account.security === 'starttls',
    ignoreTLS: account.security === 'none',
    tls: { rejectUnauthorized: account.rejectUnauthorized, minVersion: 'TLSv1.2' as const },
    connectionTimeout: account.connectTimeoutMs,
    greetingTimeout: account.greetingTimeoutMs,
    dnsTimeout: account.connectTimeoutMs,
    socketTimeout: account.replyTimeoutMs,
    logger: false,
  }
}

function openError(error: unknown): OpenError {
  const { code, originalCode, message, response } = error as Record<string, string | undefined>
  return {
    code: originalCode ?? code ?? 'ECONNECTION',
    message: message ?? String(error),
    ...(response ? { response: response.replaceAll('\r', '') } : {}),
  }
}

function takeOver(connection: SMTPConnection): Opened {
  const inside = connection as unknown as Inside
  const socket = inside._socket
  socket.removeListener('data', inside._onSocketData)
  socket.removeListener('error', inside._onSocketError)
  socket.removeListener('close', inside._onSocketClose)
  socket.removeListener('end', inside._onSocketEnd)
  socket.removeListener('timeout', inside._onSocketTimeout)
  // Between here and the session's own listener an error must not end the process; the session looks at `destroyed`.
  socket.on('error', () => undefined)
  socket.setTimeout(0)
  // Without it Nagle and delayed ACK together cost 40 ms a mail.
  socket.setNoDelay(true)
  return {
    socket,
    extensions: new Set(inside._supportedExtensions ?? []),
    maxSize: inside._maxAllowedSize ?? 0,
    encrypted: connection.secure,
    greeting: String(connection.lastServerResponse || ''),
  }
}
