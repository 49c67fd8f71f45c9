import Card from '@mui/material/Card'
import CardContent from '@mui/material/CardContent'
import Typography from '@mui/material/Typography'
import { useQueryClient } from '@tanstack/react-query'
import { useNotify, useTranslate } from 'ra-core'
import { PasswordInput, TextInput } from 'ra-ui-materialui'
import { useNavigate } from 'react-router-dom'
import { ApiForm, filledOf } from '../../parts/ApiForm.tsx'
import { Page } from '../../parts/Page.tsx'
import { type NewMember, team } from '../calls.ts'
import { RoleInput } from './RolePicker.tsx'

/** Lets somebody in. There is no mail with a link: the first password is handed over by hand. */
export default function MemberNew() {
  const translate = useTranslate()
  const navigate = useNavigate()
  const notify = useNotify()
  const queryClient = useQueryClient()
  const save = async ({ email = '', role, ...rest }: NewMember) => {
    const made = await team.add({ email, role, ...filledOf(rest) })
    await queryClient.invalidateQueries({ queryKey: ['members'] })
    notify('team.members.added', { type: 'success' })
    navigate(`/team/${made.id}`, { replace: true })
  }
  return (
    <Page title={translate('team.members.add')} above={{ to: '/team', label: translate('team.title') }} narrow>
      <Card>
        <CardContent>
          <Typography color="textSecondary" sx={{ mb: 1.5 }}>
            {translate('team.members.add_text')}
          </Typography>
          <ApiForm<NewMember> save={save} submit="team.members.add" onCancel={() => navigate('/team')}>
            <TextInput source="email" label="sign_in.email" type="email" autoComplete="off" />
            <TextInput source="name" label="team.members.name" autoComplete="off" />
            <PasswordInput
              source="password"
              label="team.members.password"
              helperText="team.members.password_hint"
              autoComplete="new-password"
            />
            <RoleInput source="role" />
          </ApiForm>
        </CardContent>
      </Card>
    </Page>
  )
}
