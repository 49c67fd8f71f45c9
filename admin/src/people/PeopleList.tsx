import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { useFormat } from '../i18n/useFormat.ts'
import { KeysetList } from '../parts/list/KeysetList.tsx'
import type { Column } from '../parts/list/types.ts'
import { Page } from '../parts/Page.tsx'
import { mainAddress, nameOf } from '../parts/people/names.ts'
import { TimeAgo } from '../parts/TimeAgo.tsx'
import { useCan } from '../session/useSession.ts'
import { AddToList } from './AddToList.tsx'
import { ExportPeople } from './ExportPeople.tsx'
import { Standing } from './Standing.tsx'
import type { Contact } from './types.ts'
import { useFilters } from './useFilters.ts'

/** Everybody, however many: searched, narrowed, exported, put into lists. */
export default function PeopleList() {
  const translate = useTranslate()
  const format = useFormat()
  const filters = useFilters()
  const may = {
    write: useCan('contacts:write'),
    lists: useCan('lists:write'),
    export: useCan('contacts:export'),
  }
  const columns: readonly Column<Contact>[] = [
    {
      id: 'name',
      label: 'people.fields.name',
      sort: 'lastName',
      render: (one) => nameOf(one) || translate('parts.no_name'),
    },
    { id: 'address', label: 'people.fields.address', render: mainAddress },
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
    },
    {
      id: 'country',
      label: 'people.fields.country',
      render: ({ country }) => (country ? format.country(country) : '—'),
    },
    {
      id: 'externalId',
      label: 'people.fields.external_id',
      hidden: true,
      render: ({ externalId }) => externalId ?? '—',
    },
    {
      id: 'createdAt',
      label: 'people.fields.created_at',
      sort: 'createdAt',
      render: ({ createdAt }) => <TimeAgo at={createdAt} />,
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
        filters={filters}
        rowTo={({ id }) => `/people/${id}`}
        rowName={(one) => nameOf(one) || one.id}
        bulk={
          may.lists || may.export ? (
            <>
              {may.lists && <AddToList />}
              {may.export && <ExportPeople chosen />}
            </>
          ) : undefined
        }
        extra={
          <>
            {may.lists && <AddToList found />}
            {may.export && <ExportPeople />}
          </>
        }
        empty={{ title: 'people.empty_title', text: 'people.empty_text', action: add }}
      />
    </Page>
  )
}
