import { useTranslate } from 'ra-core'
import { useFormat } from '../../i18n/useFormat.ts'
import type { Permission } from '../types.ts'
import { byArea, verbOf } from './scopes.ts'

/** What a key may do, as a sentence: "campaigns (see, launch), people (see)". */
export function useScopeWords() {
  const translate = useTranslate()
  const { list } = useFormat()
  const area = (name: string) => translate(`team.areas.${name}`, { _: name })
  const verb = (permission: string) => translate(`team.may.${verbOf(permission)}`, { _: verbOf(permission) })
  return {
    area,
    verb,
    sentence: (scopes: readonly string[]) =>
      list([...byArea(scopes as Permission[])].map(([name, of]) => `${area(name)} (${of.map(verb).join(', ')})`)),
  }
}
