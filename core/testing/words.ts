import type { Localized } from '../contracts/index.ts'
import { broken } from './property.ts'

const LANGUAGES = ['en', 'fr', 'es'] as const

/** Ids are in URLs, tables and settings for ever: lower case, digits and hyphens. */
export function checkId(what: string, id: string): void {
  if (typeof id !== 'string' || !/^[a-z][a-z0-9-]{0,63}$/.test(id)) {
    throw broken(`${what} must be lower case letters, digits and hyphens, not '${id}'`)
  }
}

/** A text in each language of the product. */
export function checkLabel(what: string, label: Localized): void {
  for (const language of LANGUAGES) {
    const text = label?.[language]
    if (typeof text !== 'string' || text.trim() === '') throw broken(`${what}.${language} is missing`)
  }
}
