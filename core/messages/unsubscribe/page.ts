import { createHash } from 'node:crypto'
import type { Localized } from '../../contracts/index.ts'

export type Language = keyof Localized

const TEXTS = {
  en: {
    title: 'Unsubscribe',
    question: (from: string, by: string) => `Do you want no more news from ${from} by ${by}?`,
    button: 'Unsubscribe',
    note: 'It takes effect at once. Nothing changes until you press the button.',
    doneTitle: 'You are unsubscribed',
    done: (from: string, by: string) => `You will get no more news from ${from} by ${by}.`,
    doneNote: 'A message that was on its way at this moment may still arrive. You can close this page.',
  },
  fr: {
    title: 'Se désabonner',
    question: (from: string, by: string) => `Ne plus recevoir de nouvelles de ${from} par ${by} ?`,
    button: 'Me désabonner',
    note: 'C’est immédiat. Rien ne change tant que vous n’appuyez pas sur le bouton.',
    doneTitle: 'Vous êtes désabonné(e)',
    done: (from: string, by: string) => `Vous ne recevrez plus de nouvelles de ${from} par ${by}.`,
    doneNote: 'Un message déjà parti peut encore vous parvenir. Vous pouvez fermer cette page.',
  },
  es: {
    title: 'Darse de baja',
    question: (from: string, by: string) => `¿No quiere recibir más noticias de ${from} por ${by}?`,
    button: 'Darme de baja',
    note: 'Tiene efecto inmediato. Nada cambia hasta que pulse el botón.',
    doneTitle: 'Se ha dado de baja',
    done: (from: string, by: string) => `No recibirá más noticias de ${from} por ${by}.`,
    doneNote: 'Un mensaje que ya estaba en camino todavía puede llegar. Puede cerrar esta página.',
  },
} as const

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:34em;margin:10vh auto;padding:0 1em;color:#222;background:#fff}h1{font-size:1.4em}button{font:inherit;padding:.6em 1.4em;border:0;border-radius:.4em;background:#1d4ed8;color:#fff;cursor:pointer}button:focus-visible{outline:3px solid #93c5fd}p.note{color:#555;font-size:.9em}'

/** Nothing is loaded, nothing runs, the form leads back here, nobody frames it (clickjacking would be an unsubscription by trick). */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`

/** Name of the page's own field, by which its form is told from a mail program's one click. */
export const CONFIRM = 'confirm'

export interface PageContext {
  readonly language: Language
  /** Who writes: the workspace. */
  readonly from: string
  readonly channel: Localized
}

/** Asks; the form works without JavaScript and leads to the address of the page itself. */
export function questionPage({ language, from, channel }: PageContext): string {
  const text = TEXTS[language]
  return shell(
    language,
    text.title,
    `<h1>${text.title}</h1><p>${escaped(text.question(from, byOf(channel, language)))}</p>
<form method="post"><button name="${CONFIRM}" value="1">${text.button}</button></form><p class="note">${text.note}</p>`,
  )
}

export function donePage({ language, from, channel }: PageContext): string {
  const text = TEXTS[language]
  return shell(
    language,
    text.doneTitle,
    `<h1>${text.doneTitle}</h1><p>${escaped(text.done(from, byOf(channel, language)))}</p><p class="note">${text.doneNote}</p>`,
  )
}

/** 'SMS' stays, 'Email' does not start with a capital within a sentence. */
function byOf(channel: Localized, language: Language): string {
  const label = channel[language]
  return /^\p{Lu}\p{Ll}/u.test(label) ? label[0]!.toLowerCase() + label.slice(1) : label
}

const shell = (language: Language, title: string, body: string) => `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>${title}</title><style>${STYLE}</style></head>
<body><main>${body}</main></body>
</html>
`

const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`).replace(/\p{C}/gu, '')
