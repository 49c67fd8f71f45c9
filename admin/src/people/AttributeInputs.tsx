import { useTranslate } from 'ra-core'
import { NumberInput, SelectInput, TextInput } from 'ra-ui-materialui'
import { useFormat } from '../i18n/useFormat.ts'
import type { Attribute, ContactDetail } from './types.ts'

interface AttributeInputsProps {
  readonly attributes: readonly Attribute[]
  readonly person: ContactDetail
}

/** An input for each declared attribute, by its type. What may not be read is not shown, and stays when left empty. */
export function AttributeInputs({ attributes, person }: AttributeInputsProps) {
  const { localized } = useFormat()
  return attributes.map((attribute) => (
    <One
      key={attribute.name}
      attribute={attribute}
      label={localized(attribute.label) || attribute.name}
      hint={isHidden(person, attribute.name) ? 'people.hints.kept' : undefined}
    />
  ))
}

interface OneProps {
  readonly attribute: Attribute
  readonly label: string
  readonly hint: string | undefined
}

function One({ attribute: { name, type, choices }, label, hint }: OneProps) {
  const translate = useTranslate()
  const common = { source: `attributes.${name}`, label, helperText: hint ?? false } as const
  if (type === 'number') return <NumberInput {...common} />
  if (type === 'boolean')
    return (
      <SelectInput
        {...common}
        choices={[
          { id: true, name: translate('ra.boolean.true') },
          { id: false, name: translate('ra.boolean.false') },
        ]}
        translateChoice={false}
      />
    )
  if (type === 'choice')
    return (
      <SelectInput
        {...common}
        choices={(choices ?? []).map((one) => ({ id: one, name: one }))}
        translateChoice={false}
      />
    )
  if (type === 'list')
    return (
      <TextInput
        {...common}
        helperText="people.hints.list"
        format={(value: unknown) => (Array.isArray(value) ? value.join(', ') : ((value as string) ?? ''))}
        parse={(text: string) => text}
      />
    )
  if (type === 'date') return <TextInput {...common} type="date" slotProps={{ inputLabel: { shrink: true } }} />
  if (type === 'datetime')
    return (
      <TextInput
        {...common}
        type="datetime-local"
        format={(value: string | null) => (value ? localTime(value) : '')}
        parse={(text: string) => (text ? new Date(text).toISOString() : '')}
        slotProps={{ inputLabel: { shrink: true } }}
      />
    )
  return <TextInput {...common} autoComplete="off" />
}

/** Sealed values are null for whoever may not export people. */
const isHidden = (person: ContactDetail, name: string) => name in person.sensitive && person.sensitive[name] === null

const localTime = (iso: string) => {
  const at = new Date(iso)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** What was changed of attributes, as the API takes it: null takes one away. */
export function attributeChanges(
  attributes: readonly Attribute[],
  person: ContactDetail,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const changes: Record<string, unknown> = {}
  for (const { name, type } of attributes) {
    const before = person.attributes[name] ?? person.sensitive[name] ?? null
    const after = type === 'list' ? entriesOf(values[name]) : (values[name] ?? null)
    const given = after === '' ? null : after
    if (JSON.stringify(given) !== JSON.stringify(before)) changes[name] = given
  }
  return changes
}

function entriesOf(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null
  const entries = value
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
  return entries.length > 0 ? entries : null
}
