import { en, type Words } from './words/en.ts'
import { es } from './words/es.ts'
import { fr } from './words/fr.ts'

export const LANGUAGES = ['en', 'fr', 'es'] as const
export type Language = (typeof LANGUAGES)[number]

const WORDS: Readonly<Record<Language, Words>> = { en, fr, es }

/** How one language says words, numbers and times. */
export interface Speech {
  readonly words: Words
  number(value: number): string
  share(value: number | null): string
  time(iso: string | null): string
  hour(iso: string): string
  /** A reason or failure class; a code that has no words stands for itself. */
  reason(code: string): string
}

export function speechOf(language: Language, timeZone: string): Speech {
  const words = WORDS[language]
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
  const shares = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 2 })
  const times = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const hours = new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  })
  return {
    words,
    number: (value) => printable(numbers.format(value)),
    share: (value) => (value === null ? '–' : printable(shares.format(value))),
    time: (iso) => (iso === null ? '–' : printable(times.format(new Date(iso)))),
    hour: (iso) => printable(hours.format(new Date(iso))),
    reason: (code) => words.reason[code] ?? code,
  }
}

/** The font has no narrow no-break space, which French puts between thousands. */
const printable = (text: string) => text.replaceAll('\u202f', '\u00a0')
