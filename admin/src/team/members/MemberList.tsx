import Button from '@mui/material/Button'
import Chip from '@mui/material/Chip'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { useFormat } from '../../i18n/useFormat.ts'
import { KeysetList } from '../../parts/list/KeysetList.tsx'
import type { Column } from '../../parts/list/types.ts'
import { Page } from '../../parts/Page.tsx'
import { TimeAgo } from '../../parts/TimeAgo.tsx'
import { useCan, useMe } from '../../session/useSession.ts'
import { TeamTabs } from '../TeamTabs.tsx'
import type { Member } from '../types.ts'

/** Who works here, and as what. */
export default function MemberList() {
  const translate = useTranslate()
  const { date } = useFormat()
  const me = useMe()
  const mayWrite = useCan('users:write')
  const columns: readonly Column<Member>[] = [
    { id: 'name', label: 'team.members.name', render: ({ name, email }) => name || email, csv: ({ name }) => name },
    { id: 'email', label: 'sign_in.email', render: ({ email }) => email, csv: ({ email }) => email },
    {
      id: 'role',
      label: 'team.members.role',
      render: ({ id, role }) => (
        <>
          {translate(`roles.${role}`)}
          {id === me.id && (
            <Chip label={translate('team.members.you')} color="primary" variant="outlined" sx={{ ml: 1 }} />
          )}
        </>
      ),
      csv: ({ role }) => role,
    },
    {
      id: 'lastLoginAt',
      label: 'team.members.last_seen',
      render: ({ lastLoginAt, disabled }) =>
        disabled ? (
          <Chip label={translate('team.members.disabled')} color="warning" variant="outlined" />
        ) : lastLoginAt ? (
          <TimeAgo at={lastLoginAt} />
        ) : (
          translate('team.members.never')
        ),
      csv: ({ lastLoginAt }) => lastLoginAt,
    },
    {
      id: 'createdAt',
      label: 'team.members.since',
      render: ({ createdAt }) => date(createdAt),
      csv: ({ createdAt }) => createdAt,
    },
  ]
  const add = mayWrite && (
    <Button component={Link} to="/team/new" variant="contained">
      {translate('team.members.add')}
    </Button>
  )
  return (
    <Page title={translate('team.title')} actions={add}>
      <TeamTabs />
      <KeysetList<Member>
        resource="members"
        columns={columns}
        rowTo={({ id }) => `/team/${id}`}
        rowName={({ name, email }) => name || email}
        empty={{ title: 'team.members.title', text: 'team.members.empty_text', action: add }}
        csvName="team"
      />
    </Page>
  )
}
