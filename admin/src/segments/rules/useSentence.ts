import { useTranslate } from 'ra-core'
import { useFormat } from '../../i18n/useFormat.ts'
import { isGroup, type Leaf, type Tree } from './tree.ts'
import type { World } from './useWorld.ts'

/** Rules as one sentence in the person's language. */
export function useSentence(world: World): (tree: Tree) => string {
  const clause = useClause(world)
  const translate = useTranslate()
  const join = (tree: Tree, inner: boolean): string => {
    if (tree.rules.length === 0) {
      const all = tree.combinator !== 'or'
      return translate(all === (tree.not !== true) ? 'segments.says.everybody' : 'segments.says.nobody')
    }
    const parts = tree.rules.map((one) => (isGroup(one) ? join(one, true) : clause(one as Leaf)))
    const text = parts.join(` ${translate(tree.combinator === 'or' ? 'segments.says.or' : 'segments.says.and')} `)
    if (tree.not) return translate('segments.says.not', { rules: text })
    return inner && parts.length > 1 ? `(${text})` : text
  }
  return (tree) => join(tree, false)
}

function useClause(world: World): (leaf: Leaf) => string {
  const translate = useTranslate()
  const { localized } = useFormat()
  const shown = useShown()
  const say = (key: string, values: object) => translate(`segments.says.${key}`, values)
  const quoted = (text: string) => say('quoted', { text })
  const channel = (id: string) => localized(world.channels.find((one) => one.id === id)?.label ?? { en: id })
  return ({ field, operator, value }) => {
    const [what] = field.split(':') as [string]
    const asked = world.fields.get(field)
    if (what === 'list') {
      const name = world.lists.find(({ id }) => id === value)?.name ?? '…'
      return say(`list_${operator}`, { list: quoted(name) })
    }
    if (what === 'address') {
      const kinds = world.channels.filter(({ addressKind }) => addressKind === value?.kind)
      const parts = [
        kinds.map(({ label }) => localized(label)).join(', ') || value?.kind || '…',
        value?.state && translate(`address_states.${value.state}`),
        value?.domain && `@${value.domain.replace(/^@/, '')}`,
        value?.verified !== undefined && translate(value.verified ? 'segments.verified' : 'segments.not_verified'),
      ]
      return say(`address_${operator}`, { address: parts.filter(Boolean).join(', ') })
    }
    if (what === 'consent') {
      const { purpose = '…', state, channel: by } = value ?? {}
      const is = state ? translate(`segments.consent.${state}`) : '…'
      return say(`consent_${operator}`, { purpose: quoted(purpose), channel: by ? channel(by) : '…', state: is })
    }
    if (what === 'behaviour') {
      const { campaignId, withinDays, atLeast } = value ?? {}
      const campaign = world.campaigns.find(({ id }) => id === campaignId)?.name ?? '…'
      return [
        say(`${field.replace(':', '_')}_${operator}`, {}),
        campaignId && say('of_campaign', { name: quoted(campaign) }),
        withinDays && say('within', { smart_count: withinDays }),
        atLeast > 1 && say('at_least', { smart_count: atLeast }),
      ]
        .filter(Boolean)
        .join(' ')
    }
    return say(operator, { field: asked?.label ?? field, value: shown(asked?.type, operator, value) })
  }
}

/** A value as it is said: dates as dates, texts in the quotation marks of the language. */
function useShown() {
  const translate = useTranslate()
  const { number, date, dateTime, list } = useFormat()
  return (type: string | undefined, operator: string, value: unknown): string | number => {
    const one = (raw: unknown): string => {
      if (raw === undefined || raw === null || raw === '') return '…'
      if (typeof raw === 'boolean') return translate(raw ? 'ra.boolean.true' : 'ra.boolean.false')
      if (typeof raw === 'number') return number(raw)
      const when = type === 'date' || type === 'datetime' ? Date.parse(String(raw)) : Number.NaN
      if (!Number.isNaN(when))
        return type === 'date' || String(raw).length === 10 ? date(`${raw}T12:00`) : dateTime(when)
      return translate('segments.says.quoted', { text: String(raw) })
    }
    if (operator === 'within_days' || operator === 'next_days') return one(value)
    if (operator === 'between' && Array.isArray(value))
      return translate('segments.says.pair', { from: one(value[0]), to: one(value[1]) })
    return Array.isArray(value) ? list(value.map(one)) : one(value)
  }
}
