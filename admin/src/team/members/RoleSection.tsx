import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { Section } from '../../parts/Section.tsx'
import { readMe } from '../../session/session.ts'
import { useMe } from '../../session/useSession.ts'
import { team } from '../calls.ts'
import type { Member, Role } from '../types.ts'
import { MemberError } from './MemberError.tsx'
import { RolePicker } from './RolePicker.tsx'

/** What a member may do; another role counts within seconds. */
export function RoleSection({ member, fixed }: { member: Member; fixed: boolean }) {
  const translate = useTranslate()
  const me = useMe()
  const [role, setRole] = useState<Role>(member.role)
  const { run, busy, error } = useAsyncAction(
    async () => {
      await team.changeRole(member.id, role)
      if (member.id === me.id) await readMe()
    },
    { done: 'team.members.role_changed', changes: ['members', '/members', `/members/${member.id}`], quiet: true },
  )
  return (
    <Section title={translate('team.members.change_role')}>
      <RolePicker value={role} onChange={setRole} disabled={fixed} />
      <MemberError error={error} />
      <Stack direction="row" sx={{ justifyContent: 'flex-end' }}>
        <Button variant="contained" disabled={fixed || busy || role === member.role} onClick={() => void run()}>
          {translate('team.members.save_role')}
        </Button>
      </Stack>
    </Section>
  )
}
