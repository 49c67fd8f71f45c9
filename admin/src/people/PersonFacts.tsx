import Button from '@mui/material/Button'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { type ReactNode, useState } from 'react'
import type { ContactChange } from '../../../core/contacts/schema.ts'
import { useApi } from '../data/useApi.ts'
import { useFormat } from '../i18n/useFormat.ts'
import { ApiForm, changesOf } from '../parts/ApiForm.tsx'
import { Facts } from '../parts/Facts.tsx'
import { Section } from '../parts/Section.tsx'
import { useCan } from '../session/useSession.ts'
import { AttributeInputs, attributeChanges } from './AttributeInputs.tsx'
import { people } from './calls.ts'
import { Masked } from './Masked.tsx'
import { PersonInputs } from './PersonInputs.tsx'
import type { Attribute, ContactDetail } from './types.ts'

/** Name, language, attributes; changed in place. */
export function PersonFacts({ person }: { person: ContactDetail }) {
  const translate = useTranslate()
  const queryClient = useQueryClient()
  const mayWrite = useCan('contacts:write')
  const { data } = useApi<{ data: Attribute[] }>('/attributes', { limit: 200 })
  const attributes = data?.data ?? []
  const [editing, setEditing] = useState(false)
  const save = async (values: ContactChange) => {
    const { firstName, lastName, locale, timeZone, country, externalId } = values
    const changes: ContactChange = changesOf(person, { firstName, lastName, locale, timeZone, country, externalId })
    const changed = attributeChanges(attributes, person, values.attributes ?? {})
    if (Object.keys(changed).length > 0) changes.attributes = changed
    if (Object.keys(changes).length > 0) await people.change(person.id, changes)
    await queryClient.invalidateQueries({ queryKey: ['api', `/contacts/${person.id}`] })
    await queryClient.invalidateQueries({ queryKey: ['contacts'] })
    setEditing(false)
  }
  const edit = mayWrite && !editing && (
    <Button size="small" onClick={() => setEditing(true)}>
      {translate('ra.action.edit')}
    </Button>
  )
  const before = { ...person, attributes: { ...person.attributes, ...person.sensitive } }
  return (
    <Section title={translate('people.about')} actions={edit}>
      {editing ? (
        <ApiForm<ContactChange> defaultValues={before} save={save} onCancel={() => setEditing(false)}>
          <PersonInputs />
          <AttributeInputs attributes={attributes} person={person} />
        </ApiForm>
      ) : (
        <Known person={person} attributes={attributes} />
      )}
    </Section>
  )
}

function Known({ person, attributes }: { person: ContactDetail; attributes: readonly Attribute[] }) {
  const translate = useTranslate()
  const format = useFormat()
  const shown = (name: string, value: unknown): string => {
    const type = attributes.find((one) => one.name === name)?.type
    if (typeof value === 'boolean') return translate(value ? 'ra.boolean.true' : 'ra.boolean.false')
    if (typeof value === 'number') return format.number(value)
    if (type === 'date') return format.date(`${value}T12:00`)
    if (type === 'datetime') return format.dateTime(String(value))
    if (Array.isArray(value)) return format.list(value.map(String))
    return typeof value === 'string' ? value : JSON.stringify(value)
  }
  const label = (name: string) => {
    const declared = attributes.find((one) => one.name === name)
    return (declared && format.localized(declared.label)) || name
  }
  const own = Object.entries(person.attributes).map(([name, value]) => [label(name), shown(name, value)] as const)
  const sealed = Object.entries(person.sensitive).map(([name, value]): readonly [string, ReactNode] => [
    label(name),
    value === null ? (
      translate('people.hidden_value')
    ) : (
      <Masked key={name} name={label(name)}>
        {shown(name, value)}
      </Masked>
    ),
  ])
  return (
    <Facts
      facts={[
        [translate('people.fields.locale'), person.locale && format.language(person.locale)],
        [translate('people.fields.country'), person.country && format.country(person.country)],
        [translate('people.fields.time_zone'), person.timeZone],
        [translate('people.fields.external_id'), person.externalId],
        [translate('people.fields.created_at'), format.dateTime(person.createdAt)],
        [translate('people.fields.updated_at'), format.dateTime(person.updatedAt)],
        ...own,
        ...sealed,
      ]}
    />
  )
}
