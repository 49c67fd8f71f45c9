import { useTranslate } from 'ra-core'
import { createContext, useContext, useMemo } from 'react'
import { useApi } from '../../data/useApi.ts'
import { type ChannelAnswer, useChannels } from '../../data/useChannels.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import type { Attribute } from '../../people/types.ts'
import { useCan } from '../../session/useSession.ts'
import { ATTRIBUTE_OPERATORS, FIELD_OPERATORS, FIELD_TYPES, YES_NO } from './operators.ts'

interface Named {
  readonly id: string
  readonly name: string
}

/** One thing that can be asked of a person. */
export interface Askable {
  readonly name: string
  readonly label: string
  readonly group: string
  readonly operators: readonly string[]
  readonly type: string
  readonly choices: readonly string[] | null
}

/** What rules can speak of in this workspace. */
export interface World {
  readonly ready: boolean
  readonly fields: ReadonlyMap<string, Askable>
  readonly lists: readonly Named[]
  readonly campaigns: readonly Named[]
  readonly channels: readonly ChannelAnswer[]
  readonly purposes: readonly string[]
}

/** What the API gives at most at once. */
const MANY = { limit: 200 }

export function useWorld(): World {
  const translate = useTranslate()
  const { localized } = useFormat()
  const may = { lists: useCan('lists:read'), campaigns: useCan('campaigns:read'), wordings: useCan('consent:read') }
  const attributes = useApi<{ data: Attribute[] }>('/attributes', MANY)
  const lists = useApi<{ data: Named[] }>(may.lists ? '/lists' : null, MANY)
  const campaigns = useApi<{ data: Named[] }>(may.campaigns ? '/campaigns' : null, MANY)
  const wordings = useApi<{ data: { purpose: string }[] }>(may.wordings ? '/consent-wordings' : null, MANY)
  const channels = useChannels()
  const fields = useMemo(() => {
    const about = Object.entries(FIELD_TYPES).map(([name, type]) => ({
      name: `field:${name}`,
      label: translate(`segments.fields.${name}`),
      group: translate('segments.groups.person'),
      operators: FIELD_OPERATORS[type],
      type,
      choices: null,
    }))
    // Sealed values cannot be asked for.
    const own = (attributes.data?.data ?? []).filter(({ sensitive }) => !sensitive)
    const known = own.map(({ name, label, type, choices }) => ({
      name: `attribute:${name}`,
      label: localized(label) || name,
      group: translate('segments.groups.attributes'),
      operators: ATTRIBUTE_OPERATORS[type],
      type,
      choices,
    }))
    const related = ['list', 'address', 'consent', 'behaviour:received', 'behaviour:opened', 'behaviour:clicked'].map(
      (name) => ({
        name,
        label: translate(`segments.fields.${name.replace(':', '_')}`),
        group: translate(name.startsWith('behaviour') ? 'segments.groups.behaviour' : 'segments.groups.related'),
        operators: YES_NO,
        type: name.split(':')[0]!,
        choices: null,
      }),
    )
    return new Map<string, Askable>([...about, ...known, ...related].map((one) => [one.name, one]))
  }, [attributes.data, translate, localized])
  return {
    ready: !attributes.isPending,
    fields,
    lists: lists.data?.data ?? [],
    campaigns: campaigns.data?.data ?? [],
    channels,
    purposes: [...new Set((wordings.data?.data ?? []).map(({ purpose }) => purpose))],
  }
}

export interface Editing extends World {
  /** What the server found wrong, by the id of the rule. */
  readonly wrong: ReadonlyMap<string, string>
  /** Rules that are not finished are marked only once somebody wanted to save. */
  readonly strict: boolean
}

export const EditingContext = createContext<Editing | null>(null)

export function useEditing(): Editing {
  const editing = useContext(EditingContext)
  if (!editing) throw new Error('EditingContext is missing: the builder provides it.')
  return editing
}
