import pino, { type Logger } from 'pino'

/** Fields that may hold a secret or a person's address, wherever they stand. */
const REDACTED = [
  'password',
  'secret',
  'secrets',
  'token',
  'refreshToken',
  'authorization',
  'cookie',
  'apiKey',
  'dkimPrivateKey',
  'settings',
  'email',
  'to',
  'address',
]

export type Log = Logger

/** Structured JSON; CR, LF and ESC in values are escaped by JSON itself. */
export function createLog({ level, name }: { level: string; name: string }): Log {
  return pino({
    level,
    name,
    redact: {
      paths: [
        ...REDACTED,
        ...REDACTED.map((field) => `*.${field}`),
        ...REDACTED.map((field) => `*.*.${field}`),
        'req.headers.authorization',
        'req.headers.cookie',
        'headers["set-cookie"]',
      ],
      censor: '[redacted]',
    },
  })
}
