import type { I18nProvider } from 'ra-core'
import { firstLanguage, keepLanguage, LANGUAGES, type Language } from './locale.ts'

export interface Messages {
  readonly [key: string]: string | Messages
}
/** What a page brings: the same keys in each language. */
export type PageMessages = Readonly<Record<Language, Messages>>

const WORDS: Record<Language, () => Promise<{ default: Messages }>> = {
  en: () => import('./words/en.ts'),
  fr: () => import('./words/fr.ts'),
  es: () => import('./words/es.ts'),
}

const added = new Map<string, PageMessages>()
let language: Language = 'en'
let words: Messages = {}
let plurals = new Intl.PluralRules('en')

/** A page's own messages, under its name: `people.title`. */
export const addMessages = (name: string, messages: PageMessages) => void added.set(name, messages)

async function change(next: string): Promise<void> {
  const wanted = next as Language
  words = (await WORDS[wanted]()).default
  language = wanted
  plurals = new Intl.PluralRules(language)
  document.documentElement.lang = language
}

/** Reads the first language; before that nothing can be shown. */
export async function startI18n(): Promise<I18nProvider> {
  await change(firstLanguage())
  return {
    translate: translate as I18nProvider['translate'],
    getLocale: () => language,
    getLocales: () => Object.entries(LANGUAGES).map(([locale, name]) => ({ locale, name })),
    async changeLocale(next) {
      await change(next)
      keepLanguage(next)
    },
  }
}

/**
 * `%{name}` is filled in; `one |||| other` is chosen by `smart_count`, which is shown in the language's digits. What has no
 * text gives `options._`, else the key, so that a forgotten one is seen (and found by tests/admin/messages.test.ts).
 */
export function translate(key: string, options: Record<string, unknown> = {}): string {
  const text = lookUp(key) ?? (options._ as string | undefined) ?? key
  const [one, other = one] = text.split('||||')
  const count = Number(options.smart_count)
  const form = 'smart_count' in options && plurals.select(count) !== 'one' ? other! : one!
  return form.trim().replace(/%\{(\w+)\}/g, (whole, name: string) => shown(options[name]) ?? whole)
}

const shown = (value: unknown): string | undefined =>
  typeof value === 'number' ? value.toLocaleString(language) : value === undefined ? undefined : String(value)

function lookUp(key: string): string | undefined {
  const [first, ...rest] = key.split('.')
  const page = added.get(first!)
  return walk(page?.[language], rest) ?? walk(words, [first!, ...rest])
}

function walk(messages: Messages | undefined, path: readonly string[]): string | undefined {
  let found: Messages | string | undefined = messages
  for (const name of path) found = typeof found === 'object' && Object.hasOwn(found, name) ? found[name] : undefined
  return typeof found === 'string' ? found : undefined
}
