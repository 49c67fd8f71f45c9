import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { KeysetList } from '../parts/list/KeysetList.tsx'
import type { Column } from '../parts/list/types.ts'
import { Page } from '../parts/Page.tsx'
import { PeopleCountText } from '../parts/people/PeopleCountText.tsx'
import { TimeAgo } from '../parts/TimeAgo.tsx'
import { useCan } from '../session/useSession.ts'
import type { List } from './types.ts'

const COLUMNS: readonly Column<List>[] = [
  { id: 'name', label: 'lists.name', render: ({ name }) => name, csv: ({ name }) => name },
  {
    id: 'people',
    label: 'lists.people',
    numeric: true,
    render: ({ people }) => <PeopleCountText people={people} />,
    csv: ({ people }) => people.count,
  },
  {
    id: 'description',
    label: 'lists.description',
    render: ({ description }) => description,
    csv: ({ description }) => description,
    isEmpty: ({ description }) => description === '',
  },
  {
    id: 'updatedAt',
    label: 'lists.updated_at',
    render: ({ updatedAt }) => <TimeAgo at={updatedAt} />,
    csv: ({ updatedAt }) => updatedAt,
  },
]

/** The lists, with how many people are on each. */
export default function ListList() {
  const translate = useTranslate()
  const add = useCan('lists:write') && (
    <Button component={Link} to="/lists/new" variant="contained">
      {translate('lists.add')}
    </Button>
  )
  return (
    <Page title={translate('lists.title')} actions={add}>
      <KeysetList<List>
        resource="lists"
        columns={COLUMNS}
        rowTo={({ id }) => `/lists/${id}`}
        rowName={({ name }) => name}
        empty={{ title: 'lists.empty_title', text: 'lists.empty_text', action: add }}
        csvName="lists"
      />
    </Page>
  )
}
