import { useNotify, useTranslate } from 'ra-core'
import { PasswordInput } from 'ra-ui-materialui'
import { useState } from 'react'
import { api } from '../data/api.ts'
import { ApiForm } from '../parts/ApiForm.tsx'
import { Facts } from '../parts/Facts.tsx'
import { Page } from '../parts/Page.tsx'
import { Section } from '../parts/Section.tsx'
import { useMe } from '../session/useSession.ts'
import { Sessions } from './Sessions.tsx'

interface Passwords {
  readonly current: string
  readonly next: string
}

export default function MyAccount() {
  const translate = useTranslate()
  const notify = useNotify()
  const me = useMe()
  // The form begins anew, empty, once the password is changed.
  const [round, setRound] = useState(0)
  const save = async ({ current = '', next = '' }: Passwords) => {
    await api.post('/auth/password', { current, next })
    notify('me.password_changed', { type: 'success' })
    setRound((n) => n + 1)
  }
  return (
    <Page title={translate('shell.my_account')} narrow>
      <Section title={translate('me.who')}>
        <Facts
          facts={[
            [translate('me.name'), me.name || null],
            [translate('sign_in.email'), me.email],
            [translate('me.role'), translate(`roles.${me.role}`)],
          ]}
        />
      </Section>
      <Sessions />
      <Section title={translate('me.change_password')}>
        <ApiForm<Passwords> key={round} save={save} submit="me.change_password">
          <PasswordInput source="current" label="me.current_password" autoComplete="current-password" />
          <PasswordInput
            source="next"
            label="me.new_password"
            helperText="me.password_hint"
            autoComplete="new-password"
          />
        </ApiForm>
      </Section>
    </Page>
  )
}
