import Card from '@mui/material/Card'
import CardContent from '@mui/material/CardContent'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { TextInput } from 'ra-ui-materialui'
import { useNavigate } from 'react-router-dom'
import type { ContactInput } from '../../../core/contacts/schema.ts'
import { ApiForm, filledOf } from '../parts/ApiForm.tsx'
import { Page } from '../parts/Page.tsx'
import { AddressKindInput } from './AddressKindInput.tsx'
import { people } from './calls.ts'
import { PersonInputs } from './PersonInputs.tsx'

/** A person added by hand, with a first address. */
export default function PersonNew() {
  const translate = useTranslate()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const save = async ({ addresses, ...person }: ContactInput) => {
    const given = (addresses ?? []).filter(({ value }) => value)
    const made = await people.create({ ...filledOf(person), ...(given.length > 0 ? { addresses: given } : {}) })
    await queryClient.invalidateQueries({ queryKey: ['contacts'] })
    navigate(`/people/${made.id}`, { replace: true })
  }
  return (
    <Page title={translate('people.add')} above={{ to: '/people', label: translate('people.title') }} narrow>
      <Card>
        <CardContent>
          <ApiForm<ContactInput> save={save} onCancel={() => navigate('/people')} submit="people.add">
            <PersonInputs />
            <AddressKindInput source="addresses.0.kind" />
            <TextInput source="addresses.0.value" label="people.fields.address" />
          </ApiForm>
        </CardContent>
      </Card>
    </Page>
  )
}
