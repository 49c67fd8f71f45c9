import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { useTranslate } from 'ra-core'
import { useSearchParams } from 'react-router-dom'
import { useFormat } from '../../i18n/useFormat.ts'
import { KeysetList } from '../../parts/list/KeysetList.tsx'
import type { Column } from '../../parts/list/types.ts'
import { mainAddress, nameOf } from '../../parts/people/names.ts'
import type { Contact } from '../../people/types.ts'
import { ConsentPage } from '../ConsentPage.tsx'

const KINDS = ['objected', 'held'] as const
type Kind = (typeof KINDS)[number]

/** Who objected to all marketing, and whose data is kept without being used. Set and lifted on the person's page. */
export default function ObjectionList() {
  const translate = useTranslate()
  const { dateTime } = useFormat()
  const [search, setSearch] = useSearchParams()
  const kind: Kind = search.get('kind') === 'held' ? 'held' : 'objected'
  const columns: readonly Column<Contact>[] = [
    {
      id: 'name',
      label: 'consent.person',
      render: (one) => nameOf(one) || translate('parts.no_name'),
      csv: nameOf,
    },
    { id: 'address', label: 'consent.objections.address', render: mainAddress, csv: mainAddress },
    ...(kind === 'objected'
      ? [
          {
            id: 'since',
            label: 'consent.since',
            render: ({ objectedAt }: Contact) => (objectedAt ? dateTime(objectedAt) : '—'),
            csv: ({ objectedAt }: Contact) => objectedAt,
          },
        ]
      : []),
  ]
  return (
    <ConsentPage title={translate('consent.objections.title')} about={translate(`consent.objections.about.${kind}`)}>
      <ToggleButtonGroup
        exclusive
        size="small"
        value={kind}
        onChange={(_event, next: Kind | null) => next && setSearch({ kind: next }, { replace: true })}
        aria-label={translate('consent.objections.title')}
        sx={{ mb: 1.5 }}
      >
        {KINDS.map((one) => (
          <ToggleButton key={one} value={one} sx={{ px: 1.5, textTransform: 'none' }}>
            {translate(`consent.objections.kinds.${one}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <KeysetList<Contact>
        key={kind}
        resource="contacts"
        filter={{ [kind]: true }}
        columns={columns}
        rowTo={({ id }) => `/people/${id}`}
        rowName={(one) => nameOf(one) || one.id}
        empty={{ title: 'consent.objections.empty_title', text: `consent.objections.empty.${kind}` }}
        csvName={kind}
        embedded
      />
    </ConsentPage>
  )
}
