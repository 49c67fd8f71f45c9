import { useQueryClient } from '@tanstack/react-query'
import { useNotify, useTranslate } from 'ra-core'
import { PasswordInput } from 'ra-ui-materialui'
import { useState } from 'react'
import { api } from '../data/api.ts'
import { ApiForm } from '../parts/ApiForm.tsx'
import { Section } from '../parts/Section.tsx'

interface Passwords {
  readonly current: string
  readonly next: string
}

/** Another password; the other sessions end. */
export function Password() {
  const translate = useTranslate()
  const notify = useNotify()
  const queryClient = useQueryClient()
  // The form begins anew, empty, once the password is changed.
  const [round, setRound] = useState(0)
  const save = async ({ current = '', next = '' }: Passwords) => {
    await api.post('/auth/password', { current, next })
    notify('me.password_changed', { type: 'success' })
    setRound((n) => n + 1)
    await queryClient.invalidateQueries({ queryKey: ['api', '/auth/sessions'] })
  }
  return (
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
  )
}
