import { useTranslate } from 'ra-core'
import type { PlainTarget } from '../../../../core/contacts/imports/options.ts'
import { useApi } from '../../data/useApi.ts'
import { useChannels } from '../../data/useChannels.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import type { Attribute } from '../../people/types.ts'
import type { Import } from '../types.ts'

export interface TargetChoice {
  readonly target: string
  readonly label: string
  readonly group: string
}

const PERSON: readonly PlainTarget[] = [
  'firstName',
  'lastName',
  'fullName',
  'locale',
  'country',
  'timeZone',
  'externalId',
]

/** Everything that a column may become, and how it is called. */
export function useTargets(one: Import, declared: readonly { readonly name: string }[]): readonly TargetChoice[] {
  const translate = useTranslate()
  const { localized, list } = useFormat()
  const channels = Map.groupBy(useChannels(), ({ addressKind }) => addressKind)
  const { data } = useApi<{ data: Attribute[] }>('/attributes', { limit: 200 })
  const attributes = data?.data ?? []
  // Kinds that no channel reaches now may be in the file all the same.
  const named = one.detected.suggested.flatMap(({ target }) => /^(?:address|status):(.*)$/.exec(target)?.[1] ?? [])
  const kinds = [...new Set([...channels.keys(), ...named])].map((kind) => ({
    kind,
    name: list((channels.get(kind) ?? []).map(({ label }) => localized(label))) || kind,
  }))
  const group = (name: 'address' | 'person' | 'attributes' | 'other') => translate(`imports.groups.${name}`)
  const fresh = declared.filter(({ name }) => !attributes.some((known) => known.name === name))
  return [
    ...kinds.map(({ kind, name }) => ({
      target: `address:${kind}`,
      label: translate('imports.targets.address', { kind: name }),
      group: group('address'),
    })),
    ...PERSON.map((target) => ({ target, label: translate(`imports.targets.${target}`), group: group('person') })),
    ...attributes.map(({ name, label }) => ({
      target: `attribute:${name}`,
      label: localized(label) || name,
      group: group('attributes'),
    })),
    ...fresh.map(({ name }) => ({
      target: `attribute:${name}`,
      label: translate('imports.targets.new', { name }),
      group: group('attributes'),
    })),
    { target: 'lists', label: translate('imports.targets.lists'), group: group('other') },
    ...kinds.map(({ kind, name }) => ({
      target: `status:${kind}`,
      label: translate('imports.targets.status', { kind: name }),
      group: group('other'),
    })),
    { target: 'attributes', label: translate('imports.targets.attributes'), group: group('other') },
    { target: 'ignore', label: translate('imports.targets.ignore'), group: group('other') },
  ]
}
