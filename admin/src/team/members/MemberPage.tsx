import Alert from '@mui/material/Alert'
import Chip from '@mui/material/Chip'
import { useTranslate } from 'ra-core'
import { useParams } from 'react-router-dom'
import { isProblem } from '../../data/problem.ts'
import { useApi } from '../../data/useApi.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { NotFound } from '../../layout/Missing.tsx'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Rows } from '../../parts/Loading.tsx'
import { Page } from '../../parts/Page.tsx'
import { Section } from '../../parts/Section.tsx'
import { SessionList } from '../../parts/SessionList.tsx'
import { useCan, useMe } from '../../session/useSession.ts'
import type { Member } from '../types.ts'
import { RemoveMember } from './RemoveMember.tsx'
import { RoleSection } from './RoleSection.tsx'

/** One member: role, sessions, the way out. */
export default function MemberPage() {
  const translate = useTranslate()
  const { dateTime } = useFormat()
  const { id } = useParams()
  const me = useMe()
  const mayWrite = useCan('users:write')
  const { data: member, error, refetch } = useApi<Member>(`/members/${id}`)
  const isLastOwner = useIsLastOwner(member)
  if (isProblem(error) && (error.status === 404 || error.status === 422)) return <NotFound />
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (!member) return <Rows />
  // An owner is changed by owners only.
  const mayChange = mayWrite && (member.role !== 'owner' || me.role === 'owner')
  return (
    <Page
      title={member.name || member.email}
      titleExtra={
        member.id === me.id && <Chip label={translate('team.members.you')} color="primary" variant="outlined" />
      }
      above={{ to: '/team', label: translate('team.title') }}
      actions={mayChange && !isLastOwner && <RemoveMember member={member} />}
      narrow
    >
      {isLastOwner && (
        <Alert severity="info" sx={{ mb: 2 }}>
          {translate('team.members.last_owner')}
        </Alert>
      )}
      <Section title={translate('team.members.about')}>
        <Facts
          facts={[
            [translate('sign_in.email'), member.email],
            [translate('team.members.role'), translate(`roles.${member.role}`)],
            [
              translate('team.members.last_seen'),
              member.lastLoginAt ? dateTime(member.lastLoginAt) : translate('team.members.never'),
            ],
            [translate('team.members.since'), dateTime(member.createdAt)],
          ]}
        />
      </Section>
      {mayChange && <RoleSection key={member.role} member={member} fixed={isLastOwner} />}
      <Section title={translate('team.members.sessions')}>
        <SessionList path={`/members/${member.id}/sessions`} mayEnd={mayWrite} />
      </Section>
    </Page>
  )
}

/** The server refuses it anyway; here it is said before. More than 200 members are not looked through for it. */
function useIsLastOwner(member: Member | undefined): boolean {
  const { data } = useApi<{ data: Member[] }>(member?.role === 'owner' ? '/members' : null, { limit: 200 })
  return data !== undefined && data.data.filter(({ role }) => role === 'owner').length === 1
}
