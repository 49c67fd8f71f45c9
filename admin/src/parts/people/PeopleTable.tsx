import { useTranslate } from 'ra-core'
import type { ReactNode } from 'react'
import { useFormat } from '../../i18n/useFormat.ts'
import type { Contact } from '../../people/types.ts'
import { KeysetList } from '../list/KeysetList.tsx'
import type { Column, Filter, ListEmpty } from '../list/types.ts'
import { TimeAgo } from '../TimeAgo.tsx'
import { mainAddress, nameOf } from './names.ts'

interface PeopleTableProps {
  /** Who: of a list, of a segment. */
  readonly filter: Record<string, unknown>
  readonly bulk?: ReactNode
  readonly empty: ListEmpty
}

const FILTERS: readonly Filter[] = [{ name: 'q', label: 'parts.search_people', kind: 'search' }]

/** People of something else: searched, opened, chosen. */
export function PeopleTable({ filter, bulk, empty }: PeopleTableProps) {
  const translate = useTranslate()
  const { language } = useFormat()
  const columns: readonly Column<Contact>[] = [
    {
      id: 'name',
      label: 'parts.person_name',
      sort: 'lastName',
      render: (one) => nameOf(one) || translate('parts.no_name'),
    },
    { id: 'address', label: 'parts.person_address', render: mainAddress },
    {
      id: 'locale',
      label: 'parts.person_locale',
      render: ({ locale }) => (locale ? language(locale) : '—'),
      isEmpty: ({ locale }) => !locale,
    },
    {
      id: 'createdAt',
      label: 'parts.person_added',
      sort: 'createdAt',
      render: ({ createdAt }) => <TimeAgo at={createdAt} />,
    },
  ]
  return (
    <KeysetList<Contact>
      resource="contacts"
      columns={columns}
      filters={FILTERS}
      filter={filter}
      rowTo={({ id }) => `/people/${id}`}
      rowName={(one) => nameOf(one) || one.id}
      bulk={bulk}
      empty={empty}
      embedded
    />
  )
}
