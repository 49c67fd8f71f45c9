import type { FieldProblem } from '../errors.ts'
import { textProblem } from './text.ts'

export const PERSON_FIELDS = ['externalId', 'firstName', 'lastName', 'locale', 'timeZone', 'country'] as const
export type PersonField = (typeof PERSON_FIELDS)[number]
export type Person = { [field in PersonField]?: string | null }

type Read = { readonly value: string } | { readonly code: string; readonly message: string }

/**
 * Checks the fixed fields of a person and gives their one stored form: texts trimmed ('' is null), locale as BCP 47,
 * time zone as IANA, country as ISO 3166-1. Fields that are not given stay away. Pure; `field` is `/<name>`.
 */
export function checkPerson(input: Readonly<Person>): { values: Person; problems: FieldProblem[] } {
  const values: Person = {}
  const problems: FieldProblem[] = []
  for (const field of PERSON_FIELDS) {
    const given = input[field]
    if (given === undefined) continue
    const text = given?.trim() ?? ''
    if (text === '') values[field] = null
    else {
      const read = READERS[field](text)
      if ('value' in read) values[field] = read.value
      else problems.push({ field: `/${field}`, ...read })
    }
  }
  return { values, problems }
}

const name =
  (max: number) =>
  (text: string): Read =>
    textProblem(text, max) ?? { value: text }

const READERS: Record<PersonField, (text: string) => Read> = {
  externalId: name(255),
  firstName: name(200),
  lastName: name(200),
  locale: remembered(readLocale),
  timeZone: remembered(readTimeZone),
  country: remembered(readCountry),
}

function readLocale(text: string): Read {
  try {
    const [tag] = text.length <= 35 ? Intl.getCanonicalLocales(text.replaceAll('_', '-')) : []
    if (tag) return { value: tag }
  } catch {}
  return { code: 'locale', message: `"${text.slice(0, 40)}" is not a language tag (BCP 47), such as fr or es-MX` }
}

function readTimeZone(text: string): Read {
  try {
    // Offsets such as +02:00 are taken by Intl but know no summer time.
    if (/^[A-Za-z]/.test(text) && text.length <= 64) {
      const known = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
      // An alias (Asia/Kolkata) is kept as it was given, where its letters are in the usual case.
      return { value: known.toLowerCase() !== text.toLowerCase() && /^[A-Z][^/]*(\/[A-Z]|$)/.test(text) ? text : known }
    }
  } catch {}
  return { code: 'time_zone', message: `"${text.slice(0, 64)}" is not a time zone (IANA), such as Europe/Paris` }
}

const REGIONS = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

function readCountry(text: string): Read {
  const code = text.toUpperCase()
  if (/^[A-Z]{2}$/.test(code) && code !== 'ZZ' && REGIONS.of(code)) return { value: code }
  return { code: 'country', message: `"${text.slice(0, 40)}" is not a country code (ISO 3166-1 alpha-2), such as FR` }
}

/** An import asks the same few hundred values a million times; Intl takes 30 µs each. */
function remembered(read: (text: string) => Read): (text: string) => Read {
  const known = new Map<string, Read>()
  return (text) => {
    const found = known.get(text) ?? read(text)
    if ('value' in found && known.size < 2000) known.set(text, found)
    return found
  }
}
