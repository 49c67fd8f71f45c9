import { Type } from 'typebox'
import type { Channel, Json, Measure } from '../../core/contracts/index.ts'
import { emailAddress } from './address.ts'
import { adviseEmail } from './advice.ts'
import { checkEmail, prepareEmail } from './prepare.ts'

/** One file that goes with every mail of a content. */
export const Attachment = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200, title: 'File name' }),
    type: Type.String({ maxLength: 127, pattern: '^[^/\\s;]+/[^/\\s;]+$', title: 'Content type' }),
    content: Type.Optional(Type.String({ maxLength: 26_000_000, title: 'Bytes, as base64' })),
    file: Type.Optional(Type.String({ maxLength: 200, title: 'Stored file; read into `content` before sending' })),
    cid: Type.Optional(Type.String({ maxLength: 200, title: 'Content-ID, for images shown by cid: in the HTML' })),
  },
  { additionalProperties: false },
)

const PREHEADER_HINT = {
  en: 'What inboxes show after the subject',
  fr: 'Ce que les boîtes de réception montrent après l’objet',
  es: 'Lo que las bandejas muestran tras el asunto',
}
const TEXT_HINT = {
  en: 'For programs without HTML; left empty, it is made from the HTML',
  fr: 'Pour les programmes sans HTML ; laissé vide, il est tiré du HTML',
  es: 'Para programas sin HTML; si se deja vacío, se hace a partir del HTML',
}
const AUTOMATIC_HINT = {
  en: 'Asks mail programs not to answer by themselves (Auto-Submitted)',
  fr: 'Demande aux programmes de ne pas répondre d’eux-mêmes (Auto-Submitted)',
  es: 'Pide a los programas que no respondan por sí solos (Auto-Submitted)',
}

/** What can be said by email. `prepare` writes the preheader into the HTML, fills an empty text and leaves the design out. */
export const EmailContent = Type.Object(
  {
    subject: Type.String({
      template: 'text',
      minLength: 1,
      maxLength: 500,
      title: 'Subject',
      'x-ui': { label: { en: 'Subject', fr: 'Objet', es: 'Asunto' }, order: 1 },
    }),
    preheader: Type.Optional(
      Type.String({
        template: 'text',
        maxLength: 500,
        title: 'Preheader',
        'x-ui': { label: { en: 'Preheader', fr: 'Pré-en-tête', es: 'Preencabezado' }, hint: PREHEADER_HINT, order: 2 },
      }),
    ),
    html: Type.Optional(
      Type.String({
        template: 'html',
        maxLength: 1_000_000,
        title: 'HTML',
        'x-ui': { label: { en: 'HTML', fr: 'HTML', es: 'HTML' }, order: 3 },
      }),
    ),
    design: Type.Optional(
      Type.String({
        design: { language: 'mjml', of: 'html' },
        maxLength: 1_000_000,
        title: 'Design (MJML), from which the HTML was made',
      }),
    ),
    text: Type.Optional(
      Type.String({
        template: 'text',
        maxLength: 1_000_000,
        title: 'Text',
        'x-ui': { label: { en: 'Text', fr: 'Texte', es: 'Texto' }, hint: TEXT_HINT, order: 4 },
      }),
    ),
    automatic: Type.Optional(
      Type.Boolean({
        title: 'Automatic message',
        description: 'Sends Auto-Submitted: auto-generated (RFC 3834).',
        'x-ui': {
          label: { en: 'Automatic message', fr: 'Message automatique', es: 'Mensaje automático' },
          hint: AUTOMATIC_HINT,
          order: 5,
        },
      }),
    ),
    attachments: Type.Optional(
      Type.Array(Attachment, {
        maxItems: 20,
        title: 'Attachments',
        'x-ui': { label: { en: 'Attachments', fr: 'Pièces jointes', es: 'Adjuntos' }, order: 6 },
      }),
    ),
  },
  { additionalProperties: false },
)

/** Above this Gmail shows a mail only in part. */
const CLIPPED_BYTES = 102 * 1024
/** What a phone's list of mails shows of a subject. */
const LONG_SUBJECT = 70

function measureEmail(content: Record<string, Json>): Measure {
  const size = (field: string) => Buffer.byteLength(textOf(content[field]))
  const attached = attachedBytes(content.attachments)
  const bytes = Math.ceil((size('html') + size('text') + size('subject')) * 1.1) + Math.ceil(attached * 1.37) + 1_000
  const warnings: Measure['warnings'][number][] = []
  if (size('html') > CLIPPED_BYTES) {
    const message = 'Gmail cuts mails above 102 kB off; make the HTML shorter.'
    warnings.push({ code: 'clipped', field: 'html', message })
  }
  if (textOf(content.subject).length > LONG_SUBJECT) {
    const message = `Only about ${LONG_SUBJECT} characters of a subject are shown; put what matters first.`
    warnings.push({ code: 'long_subject', field: 'subject', message })
  }
  if (attached > 5 * 1024 * 1024) {
    const message = 'Attachments above 5 MB in all are often refused or filtered; link to the files instead.'
    warnings.push({ code: 'big_attachments', field: 'attachments', message })
  }
  return { units: 1, bytes, warnings }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

function attachedBytes(attachments: Json | undefined): number {
  if (!Array.isArray(attachments)) return 0
  let bytes = 0
  for (const item of attachments) {
    if (typeof item === 'object' && item !== null && !Array.isArray(item)) {
      bytes += Math.floor((textOf(item.content).length * 3) / 4)
    }
  }
  return bytes
}

/** Gmail and Yahoo: spam rate below 0.1 %, never 0.3 %. Amazon SES: bounces below 2 %, under review from 5 %. */
const WATCHED: Channel['watched'] = [
  { rate: 'complaints', warnAt: 0.001, limit: 0.003, source: 'https://support.google.com/a/answer/14229414' },
  {
    rate: 'bounces',
    warnAt: 0.02,
    limit: 0.05,
    source: 'https://docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html',
  },
]

/** Email. */
export const emailChannel: Channel = {
  id: 'email',
  label: { en: 'Email', fr: 'E-mail', es: 'Correo electrónico' },
  address: emailAddress,
  content: EmailContent,
  consent: { basis: 'opt-in', keywords: false },
  policy: 'at_least_once',
  check: checkEmail,
  prepare: prepareEmail,
  measure: measureEmail,
  advise: adviseEmail,
  watched: WATCHED,
}
