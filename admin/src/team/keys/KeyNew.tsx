import Card from '@mui/material/Card'
import CardContent from '@mui/material/CardContent'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { SelectInput, TextInput } from 'ra-ui-materialui'
import { useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { ApiForm } from '../../parts/ApiForm.tsx'
import { Page } from '../../parts/Page.tsx'
import { team } from '../calls.ts'
import type { Permission } from '../types.ts'
import { KeyShown } from './KeyShown.tsx'
import { ScopeInput } from './ScopeInput.tsx'

const LASTS = { month: 30, quarter: 90, year: 365, never: null } as const
type Lasts = keyof typeof LASTS

interface Values {
  readonly name?: string
  readonly scopes: readonly Permission[]
  readonly lasts: Lasts
}

/** A key for a program. It is shown on this page, once, in place of the form. */
export default function KeyNew() {
  const translate = useTranslate()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [made, setMade] = useState<{ name: string; key: string } | null>(null)
  const save = async ({ name = '', scopes, lasts }: Values) => {
    const days = LASTS[lasts]
    const expiresAt = days === null ? null : new Date(Date.now() + days * 86_400_000).toISOString()
    const { key } = await team.makeKey({ name, scopes, expiresAt })
    setMade({ name, key })
    await queryClient.invalidateQueries({ queryKey: ['api-keys'] })
  }
  return (
    <Page title={translate('team.keys.add')} above={{ to: '/team/keys', label: translate('team.keys.title') }} narrow>
      {made ? (
        <KeyShown name={made.name} secret={made.key} onDone={() => navigate('/team/keys', { replace: true })} />
      ) : (
        <Card>
          <CardContent>
            <ApiForm<Values>
              defaultValues={{ lasts: 'year' }}
              save={save}
              submit="team.keys.add"
              onCancel={() => navigate('/team/keys')}
            >
              <TextInput source="name" label="team.keys.name" helperText="team.keys.name_hint" />
              <SelectInput
                source="lasts"
                label="team.keys.lasts"
                choices={(Object.keys(LASTS) as Lasts[]).map((id) => ({ id, name: translate(`team.keys.for.${id}`) }))}
                translateChoice={false}
              />
              <ScopeInput source="scopes" />
            </ApiForm>
          </CardContent>
        </Card>
      )}
    </Page>
  )
}
