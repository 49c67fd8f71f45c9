import type { Localized } from '../../../core/contracts/common.ts'

export type Language = keyof Localized

/** Each in its own name: who does not read the present language finds the own one. */
export const LANGUAGES: Readonly<Record<Language, string>> = { en: 'English', fr: 'Français', es: 'Español' }

const KEY = 'carillon.language'
const isLanguage = (text: string): text is Language => Object.hasOwn(LANGUAGES, text)

/** The one chosen here before, else the browser's, else English. */
export function firstLanguage(): Language {
  const wished = [readChosen(), ...navigator.languages].map((tag) => tag?.toLowerCase().split('-')[0] ?? '')
  return wished.find(isLanguage) ?? 'en'
}

function readChosen(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}

export function keepLanguage(language: string): void {
  try {
    localStorage.setItem(KEY, language)
  } catch {
    // Private window: the choice lasts until the reload.
  }
}
