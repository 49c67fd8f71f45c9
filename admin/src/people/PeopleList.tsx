import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { useFormat } from '../i18n/useFormat.ts'
import { KeysetList } from '../parts/list/KeysetList.tsx'
import type { Column, Filter } from '../parts/list/types.ts'
import { Page } from '../parts/Page.tsx'
import { mainAddress, nameOf } from '../parts/people/names.ts'
import { TimeAgo } from '../parts/TimeAgo.tsx'
import { useCan } from '../session/useSession.ts'
import { AddToList } from './AddToList.tsx'
import { Standing } from './Standing.tsx'
import type { Contact } from './types.ts'

const FILTERS: readonly Filter[] = [
  { name: 'q', label: 'people.search', kind: 'search' },
  { name: 'locale', label: 'people.fields.locale', kind: 'text' },
  { name: 'country', label: 'people.fields.country', kind: 'text' },
  { name: 'objected', label: 'people.objected', kind: 'switch' },
  { name: 'held', label: 'people.held', kind: 'switch' },
]

/** Everybody, however many: searched, narrowed, exported, put into lists. */
export default function PeopleList() {
  const translate = useTranslate()
  const format = useFormat()
  const may = { write: useCan('contacts:write'), lists: useCan('lists:write') }
  const columns: readonly Column<Contact>[] = [
    {
      id: 'name',
      label: 'people.fields.name',
      sort: 'lastName',
      render: (one) => nameOf(one) || translate('parts.no_name'),
      csv: ({ firstName, lastName }) => [firstName, lastName].filter(Boolean).join(' '),
    },
    { id: 'address', label: 'people.fields.address', render: mainAddress, csv: mainAddress },
    {
      id: 'standing',
      label: 'people.fields.standing',
      render: (one) => <Standing contact={one} />,
      isEmpty: ({ held, objectedAt }) => !held && objectedAt === null,
    },
    {
      id: 'locale',
      label: 'people.fields.locale',
      render: ({ locale }) => (locale ? format.language(locale) : '—'),
      csv: ({ locale }) => locale,
    },
    {
      id: 'country',
      label: 'people.fields.country',
      render: ({ country }) => (country ? format.country(country) : '—'),
      csv: ({ country }) => country,
    },
    {
      id: 'externalId',
      label: 'people.fields.external_id',
      hidden: true,
      render: ({ externalId }) => externalId ?? '—',
      csv: ({ externalId }) => externalId,
    },
    {
      id: 'createdAt',
      label: 'people.fields.created_at',
      sort: 'createdAt',
      render: ({ createdAt }) => <TimeAgo at={createdAt} />,
      csv: ({ createdAt }) => createdAt,
    },
  ]
  const add = may.write && (
    <Button component={Link} to="/people/new" variant="contained">
      {translate('people.add')}
    </Button>
  )
  return (
    <Page title={translate('people.title')} actions={add}>
      <KeysetList<Contact>
        resource="contacts"
        columns={columns}
        filters={FILTERS}
        rowTo={({ id }) => `/people/${id}`}
        rowName={(one) => nameOf(one) || one.id}
        bulk={may.lists ? <AddToList /> : undefined}
        empty={{ title: 'people.empty_title', text: 'people.empty_text', action: add }}
        csvName="people"
      />
    </Page>
  )
}
