import PostalMime, { type Attachment, decodeWords } from 'postal-mime'
import type { SandboxMessage, SandboxView } from '../../../core/contracts/index.ts'
import { headerOf } from './reports.ts'

const LONGEST_TITLE = 300

/** The subject, decoded; read from the head alone, since a list asks it of many. */
export const subjectOf = ({ raw }: SandboxMessage): string =>
  decodeWords(utf8(headerOf(raw, 'Subject'))).slice(0, LONGEST_TITLE)

/** The mail as a mail program shows it: headers decoded, pictures in their places. */
export async function showMail({ raw }: SandboxMessage): Promise<SandboxView> {
  const mail = await PostalMime.parse(Buffer.from(raw, 'latin1'))
  const inline = new Map(
    mail.attachments.flatMap((one) => (one.contentId ? [[one.contentId.replace(/^<|>$/g, ''), one] as const] : [])),
  )
  const shown = new Set<Attachment>()
  const html = mail.html?.replace(/cid:([^"'\s)>]+)/g, (whole, id: string) => {
    const picture = inline.get(id)
    if (!picture || !/^image\/(png|jpeg|gif|webp)$/.test(picture.mimeType)) return whole
    shown.add(picture)
    return `data:${picture.mimeType};base64,${bytesOf(picture).toString('base64')}`
  })
  return {
    headers: unfold(raw).map(([name, value]) => ({ name, value: decodeWords(value) })),
    text: mail.text ?? null,
    html: html ?? null,
    attachments: mail.attachments
      .filter((one) => !shown.has(one))
      .map((one) => ({ name: one.filename ?? '', type: one.mimeType, content: bytesOf(one) })),
  }
}

function bytesOf({ content }: Attachment): Buffer {
  return typeof content === 'string' ? Buffer.from(content) : Buffer.from(content as Uint8Array)
}

/** Header lines in their order, as often as they stand there. */
function unfold(raw: string): [name: string, value: string][] {
  const head = raw.split('\r\n\r\n', 1)[0]!.replace(/\r\n(?=[ \t])/g, '')
  return head.split('\r\n').flatMap((line): [string, string][] => {
    const colon = line.indexOf(':')
    return colon > 0 ? [[line.slice(0, colon), utf8(line.slice(colon + 1).trim())]] : []
  })
}

const utf8 = (latin1: string) => Buffer.from(latin1, 'latin1').toString('utf8')
