import type { Json } from '../../../core/contracts/index.ts'
import { encodedWords, MimeError, octets, parameter, safeValue } from './headers.ts'

/** Before base64, all attachments of a mail together: what the large mailbox providers take, less the text. */
export const MAX_ATTACHED_BYTES = 18 * 1024 * 1024

const TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,62}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}$/i
const CONTENT_ID = /^[A-Za-z0-9._+-]{1,100}(?:@[A-Za-z0-9.-]{1,100})?$/
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/** Attachments of one content, encoded once; each is a whole MIME entity, from its first header to its last CRLF. */
export interface AttachedParts {
  /** Shown within the HTML by `cid:`. */
  readonly inline: readonly string[]
  readonly attached: readonly string[]
}

/**
 * Encodes the attachments of a content.
 * @throws MimeError where one is malformed, has no bytes, or all together are too big
 */
export function attachedParts(attachments: Json | undefined): AttachedParts {
  const inline: string[] = []
  const attached: string[] = []
  let total = 0
  for (const [index, item] of (Array.isArray(attachments) ? attachments : []).entries()) {
    const place = `attachments/${index}`
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      throw new MimeError('attachment', `${place} is not an attachment`)
    }
    const bytes = bytesOf(item.content, place)
    total += bytes.length
    if (total > MAX_ATTACHED_BYTES) throw new MimeError('too_big', `attachments pass ${MAX_ATTACHED_BYTES} bytes`)
    const cid = typeof item.cid === 'string' && item.cid !== '' ? item.cid : null
    const list = cid === null ? attached : inline
    list.push(entity(String(item.name ?? ''), String(item.type ?? ''), cid, bytes, place))
  }
  return { inline, attached }
}

function bytesOf(content: Json | undefined, place: string): Buffer {
  if (typeof content !== 'string' || content === '') {
    throw new MimeError('attachment_missing', `${place} has no bytes: its file was not read in before sending`)
  }
  const compact = content.replace(/\s+/g, '')
  if (!BASE64.test(compact)) throw new MimeError('attachment', `${place} is not base64`)
  return Buffer.from(compact, 'base64')
}

function entity(name: string, type: string, cid: string | null, bytes: Buffer, place: string): string {
  if (!TYPE.test(type)) throw new MimeError('attachment', `${place} has no valid content type`)
  if (cid !== null && !CONTENT_ID.test(cid)) throw new MimeError('attachment', `${place} has no valid cid`)
  safeValue(`${place} name`, name)
  // RFC 2046 §5.2.1 forbids base64 for whole messages; as plain bytes they stay what they are.
  const kind = /^(message|multipart)\//i.test(type) ? 'application/octet-stream' : type.toLowerCase()
  return (
    `Content-Type: ${kind}${oldName(name)}\r\n` +
    'Content-Transfer-Encoding: base64\r\n' +
    (cid === null ? '' : `Content-ID: <${octets(cid)}>\r\n`) +
    `Content-Disposition: ${cid === null ? 'attachment' : 'inline'}${parameter('filename', name)}\r\n\r\n` +
    wrapped(bytes)
  )
}

/** Clients older than RFC 2231 look for the name beside the type, as one encoded word; a longer one they do without. */
function oldName(name: string): string {
  const plain = /^[\x20-\x7e]{0,60}$/.test(name)
  const value = plain ? name.replace(/["\\]/g, '\\$&') : encodedWords(name, 9)
  return value.includes('\r\n') ? '' : `;\r\n name="${value}"`
}

/** Base64 in lines of 76 characters (RFC 2045 §6.8). */
function wrapped(bytes: Buffer): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 57) lines.push(bytes.toString('base64', at, at + 57))
  return lines.length === 0 ? '' : `${lines.join('\r\n')}\r\n`
}
