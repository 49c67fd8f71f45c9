import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { KeysetList } from '../parts/list/KeysetList.tsx'
import type { Column } from '../parts/list/types.ts'
import { Page } from '../parts/Page.tsx'
import { PeopleCountText } from '../parts/people/PeopleCountText.tsx'
import { TimeAgo } from '../parts/TimeAgo.tsx'
import { useCan } from '../session/useSession.ts'
import type { Segment } from './types.ts'

const COLUMNS: readonly Column<Segment>[] = [
  { id: 'name', label: 'segments.name', render: ({ name }) => name, csv: ({ name }) => name },
  {
    id: 'people',
    label: 'segments.people',
    numeric: true,
    render: ({ people }) => <PeopleCountText people={people} />,
    csv: ({ people }) => people?.count,
    isEmpty: ({ people }) => people === null,
  },
  {
    id: 'description',
    label: 'segments.description',
    render: ({ description }) => description,
    csv: ({ description }) => description,
    isEmpty: ({ description }) => description === '',
  },
  {
    id: 'updatedAt',
    label: 'segments.updated_at',
    render: ({ updatedAt }) => <TimeAgo at={updatedAt} />,
    csv: ({ updatedAt }) => updatedAt,
  },
]

/** Segments, newest first, with the number of people at the last count. */
export default function SegmentList() {
  const translate = useTranslate()
  const add = useCan('segments:write') && (
    <Button component={Link} to="/segments/new" variant="contained">
      {translate('segments.add')}
    </Button>
  )
  return (
    <Page title={translate('segments.title')} actions={add}>
      <KeysetList<Segment>
        resource="segments"
        columns={COLUMNS}
        rowTo={({ id }) => `/segments/${id}`}
        rowName={({ name }) => name}
        empty={{ title: 'segments.empty_title', text: 'segments.empty_text', action: add }}
        csvName="segments"
      />
    </Page>
  )
}
