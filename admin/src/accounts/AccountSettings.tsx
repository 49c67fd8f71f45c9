import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useQueryClient } from '@tanstack/react-query'
import { useNotify, useTranslate } from 'ra-core'
import { type ReactNode, useState } from 'react'
import { useFormat } from '../i18n/useFormat.ts'
import { ApiForm, changesOf } from '../parts/ApiForm.tsx'
import { Facts } from '../parts/Facts.tsx'
import { Section } from '../parts/Section.tsx'
import { useLabel } from '../parts/schema/SchemaForm.tsx'
import { type Schema, unwrapped } from '../parts/schema/types.ts'
import { useCan } from '../session/useSession.ts'
import { AccountInputs } from './AccountInputs.tsx'
import { accounts } from './calls.ts'
import type { Account, NewAccount, ProviderAnswer } from './types.ts'

interface AccountSettingsProps {
  readonly account: Account
  readonly provider: ProviderAnswer | undefined
  /** Its plugin is not mounted any more. */
  readonly missing: boolean
}

/** What the account was told; changed in place. */
export function AccountSettings({ account, provider, missing }: AccountSettingsProps) {
  const translate = useTranslate()
  const mayWrite = useCan('accounts:write')
  const [editing, setEditing] = useState(false)
  const edit = mayWrite && provider && !editing && (
    <Button size="small" onClick={() => setEditing(true)}>
      {translate('ra.action.edit')}
    </Button>
  )
  return (
    <Section title={translate('accounts.settings')} actions={edit}>
      {missing && <Typography color="textSecondary">{translate('accounts.not_mounted')}</Typography>}
      {editing && provider ? (
        <Editing account={account} provider={provider} onEnd={() => setEditing(false)} />
      ) : (
        <Told account={account} provider={provider} />
      )}
    </Section>
  )
}

function Editing({ account, provider, onEnd }: { account: Account; provider: ProviderAnswer; onEnd: () => void }) {
  const notify = useNotify()
  const queryClient = useQueryClient()
  const save = async ({ name, settings, policy }: NewAccount) => {
    const changed = changesOf(account.settings, settings as Record<string, unknown>)
    const change = {
      ...changesOf({ name: account.name, policy: account.policy }, { name, policy: policy || null }),
      ...(Object.keys(changed).length > 0 ? { settings: changed } : {}),
    }
    if (Object.keys(change).length > 0) await accounts.change(account.id, change)
    await queryClient.invalidateQueries({ queryKey: ['api', `/accounts/${account.id}`] })
    await queryClient.invalidateQueries({ queryKey: ['accounts'] })
    notify('accounts.saved', { type: 'success' })
    onEnd()
  }
  return (
    <ApiForm<NewAccount>
      defaultValues={{ name: account.name, settings: account.settings, policy: account.policy }}
      save={save}
      onCancel={onEnd}
    >
      <AccountInputs provider={provider} secrets={account.secrets} />
    </ApiForm>
  )
}

function Told({ account, provider }: { account: Account; provider: ProviderAnswer | undefined }) {
  const translate = useTranslate()
  const { localized, dateTime } = useFormat()
  const label = useLabel()
  const properties = Object.entries(provider?.settings.properties ?? {})
  const facts = properties.flatMap(([name, raw]): [string, ReactNode][] => {
    const schema = unwrapped(raw)
    const title = label(name, schema).label
    if (account.secrets.includes(name)) return [[title, translate('accounts.secret_stored')]]
    const value = account.settings[name]
    // Seldom changed, and as it is everywhere: not worth a line.
    if (schema['x-ui']?.advanced && value === schema.default) return []
    return value === undefined || value === null || value === ''
      ? []
      : [[title, <Value key={name} {...{ schema, value }} />]]
  })
  return (
    <Facts
      facts={[
        [translate('accounts.fields.provider'), provider ? localized(provider.label) : account.provider],
        ...facts,
        [translate('accounts.fields.policy'), translate(`accounts.policy.${account.policy ?? 'of_channel'}`)],
        [translate('accounts.fields.created'), dateTime(account.createdAt)],
      ]}
    />
  )
}

function Value({ schema, value }: { schema: Schema; value: unknown }) {
  const translate = useTranslate()
  const { number, localized } = useFormat()
  const look = schema['x-ui']
  if (typeof value === 'boolean') return translate(value ? 'ra.boolean.true' : 'ra.boolean.false')
  if (typeof value === 'number') return `${look?.unit ? number(value) : value}${look?.unit ? ` ${look.unit}` : ''}`
  if (typeof value === 'string') return look?.choices?.[value] ? localized(look.choices[value]) : value
  return JSON.stringify(value)
}
