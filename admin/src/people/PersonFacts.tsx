import Button from '@mui/material/Button'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import type { ContactChange } from '../../../core/contacts/schema.ts'
import { useApi } from '../data/useApi.ts'
import { useFormat } from '../i18n/useFormat.ts'
import { ApiForm, changesOf } from '../parts/ApiForm.tsx'
import { Facts } from '../parts/Facts.tsx'
import { Section } from '../parts/Section.tsx'
import { useCan } from '../session/useSession.ts'
import { people } from './calls.ts'
import { PersonInputs } from './PersonInputs.tsx'
import type { Attribute, ContactDetail } from './types.ts'

/** Name, language, attributes; changed in place. */
export function PersonFacts({ person }: { person: ContactDetail }) {
  const translate = useTranslate()
  const queryClient = useQueryClient()
  const mayWrite = useCan('contacts:write')
  const [editing, setEditing] = useState(false)
  const save = async (values: ContactChange) => {
    const { firstName, lastName, locale, timeZone, country, externalId } = values
    const changes = changesOf(person, { firstName, lastName, locale, timeZone, country, externalId })
    if (Object.keys(changes).length > 0) await people.change(person.id, changes)
    await queryClient.invalidateQueries({ queryKey: ['api', `/contacts/${person.id}`] })
    setEditing(false)
  }
  const edit = mayWrite && !editing && (
    <Button size="small" onClick={() => setEditing(true)}>
      {translate('ra.action.edit')}
    </Button>
  )
  return (
    <Section title={translate('people.about')} actions={edit}>
      {editing ? (
        <ApiForm<ContactChange> defaultValues={person} save={save} onCancel={() => setEditing(false)}>
          <PersonInputs />
        </ApiForm>
      ) : (
        <Known person={person} />
      )}
    </Section>
  )
}

function Known({ person }: { person: ContactDetail }) {
  const translate = useTranslate()
  const format = useFormat()
  const { data } = useApi<{ data: Attribute[] }>('/attributes', { limit: 200 })
  const labels = new Map(data?.data.map(({ name, label }) => [name, format.localized(label) || name]))
  const attributes = Object.entries(person.attributes).map(
    ([name, value]) => [labels.get(name) ?? name, shown(value)] as const,
  )
  const sensitive = Object.entries(person.sensitive).map(
    ([name, value]) =>
      [labels.get(name) ?? name, value === null ? translate('people.hidden_value') : shown(value)] as const,
  )
  return (
    <Facts
      facts={[
        [translate('people.fields.locale'), person.locale && format.language(person.locale)],
        [translate('people.fields.country'), person.country && format.country(person.country)],
        [translate('people.fields.time_zone'), person.timeZone],
        [translate('people.fields.external_id'), person.externalId],
        [translate('people.fields.created_at'), format.dateTime(person.createdAt)],
        [translate('people.fields.updated_at'), format.dateTime(person.updatedAt)],
        ...attributes,
        ...sensitive,
      ]}
    />
  )
}

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
