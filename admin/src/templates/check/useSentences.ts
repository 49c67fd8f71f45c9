import { useTranslate } from 'ra-core'
import { fieldSentence } from '../../data/sentences.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { useLabel } from '../../parts/schema/SchemaForm.tsx'
import { type ContentField, placeOf } from '../content.ts'
import type { Problem } from '../types.ts'

/** Codes of the server as sentences; the server's own words, where they name what is wrong or we have none. */
export function useSentences(fields: readonly ContentField[]) {
  const translate = useTranslate()
  const { language } = useFormat()
  const label = useLabel()
  const nameOf = (name: string) => {
    const field = fields.find((one) => one.name === name || one.design === name)
    return field ? label(field.name, field.schema).label : name
  }
  return {
    /** "French · HTML". */
    place(path: string): string {
      const { locale, field } = placeOf(path)
      return [language(locale), nameOf(field)].filter(Boolean).join(' · ')
    },
    problem: (one: Problem) =>
      translate(`templates.problems.${one.code}`, {
        _: fieldSentence(one, translate),
        // What the author wrote, as the server's sentence quotes it.
        name: /"([^"]*)"/.exec(one.message)?.[1] ?? '',
      }),
    hint: ({ code, message }: { code: string; message: string }) => translate(`content_advice.${code}`, { _: message }),
  }
}
