import { timingSafeEqual } from 'node:crypto'
import type { Config } from '../../config/env.ts'
import type { Vault } from '../infra/crypto.ts'

/** What a link in a message says: whose message it is, and in which language its links are numbered. */
export interface MessageToken {
  readonly runId: string
  readonly contactId: string
  readonly step: number
  /** Place of the language in `localeOrder`; `ANY_LOCALE` when the sender did not say. */
  readonly locale: number
}

export interface LinkSigner {
  /**
   * One token per message, for clicks, pixel and unsubscribe alike: the path says which. Opaque, 64 characters, cannot be made
   * without the key. About 3 µs, of which the HMAC is the half.
   */
  makeToken(runId: string, contactId: string, step: number, locale?: number): string
  /** Null for anything that `makeToken` did not make. */
  readToken(token: string): MessageToken | null
}

export const ANY_LOCALE = 255
/** 16 bytes run, 16 contact, 1 step, 1 language; with 14 of signature (112 bits) exactly 64 characters of base64url. */
const SIGNED = 34
const LENGTH = 48
const TOKEN = /^[A-Za-z0-9_-]{64}$/

export function createLinkSigner({ vault }: { readonly vault: Pick<Vault, 'sign'> }): LinkSigner {
  const buffer = Buffer.alloc(LENGTH)
  const sign = (bytes: Buffer) => vault.sign('link', bytes.toString('latin1', 0, SIGNED))
  return {
    makeToken(runId, contactId, step, locale = ANY_LOCALE) {
      writeUuid(buffer, runId, 0)
      writeUuid(buffer, contactId, 16)
      buffer[32] = step
      buffer[33] = locale
      sign(buffer).copy(buffer, SIGNED, 0, LENGTH - SIGNED)
      return buffer.toString('base64url')
    },
    readToken(token) {
      if (!TOKEN.test(token)) return null
      const bytes = Buffer.from(token, 'base64url')
      if (!timingSafeEqual(sign(bytes).subarray(0, LENGTH - SIGNED), bytes.subarray(SIGNED))) return null
      return { runId: readUuid(bytes, 0), contactId: readUuid(bytes, 16), step: bytes[32]!, locale: bytes[33]! }
    },
  }
}

/** Languages of a frozen content in the order by which a token names them: jsonb keeps no order of its own. */
export const localeOrder = (locales: Readonly<Record<string, unknown>>): string[] => Object.keys(locales).sort()

/** The addresses of one message. Click: followed by `/<number of the link>`. */
export function trackingUrls({ trackingUrl }: Pick<Config, 'trackingUrl'>, token: string) {
  return { click: `${trackingUrl}/c/${token}`, pixel: `${trackingUrl}/o/${token}` }
}

function writeUuid(buffer: Buffer, uuid: string, at: number): void {
  buffer.write(uuid.replaceAll('-', ''), at, 16, 'hex')
}

function readUuid(bytes: Buffer, at: number): string {
  const hex = bytes.toString('hex', at, at + 16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
