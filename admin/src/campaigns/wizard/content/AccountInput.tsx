import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import { useEffect } from 'react'
import { Link } from 'react-router-dom'
import type { Account } from '../../plan/carriers.ts'

interface AccountInputProps {
  /** Of the channel; null until they are known. */
  readonly accounts: readonly Account[] | null
  readonly value: string | undefined
  readonly onChange: (id: string | undefined) => void
}

/** Who carries the messages. The only one there is, is chosen already. */
export function AccountInput({ accounts, value, onChange }: AccountInputProps) {
  const translate = useTranslate()
  const active = accounts?.filter(({ state }) => state === 'active')
  const only = active?.length === 1 ? active[0]?.id : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: `onChange` is new at each render
  useEffect(() => {
    if (!value && only) onChange(only)
  }, [only, value])
  if (accounts?.length === 0)
    return (
      <Alert
        severity="warning"
        sx={{ mb: 2 }}
        action={
          <Button color="inherit" size="small" component={Link} to="/accounts">
            {translate('campaigns.to_accounts')}
          </Button>
        }
      >
        {translate('campaigns.no_accounts')}
      </Alert>
    )
  const chosen = accounts?.find(({ id }) => id === value)
  const notes = (account: Account) =>
    [
      account.sandbox && translate('campaigns.account_sandbox'),
      account.state === 'paused' && translate('campaigns.account_paused'),
    ]
      .filter(Boolean)
      .join(', ')
  return (
    <TextField
      select
      label={translate('campaigns.fields.account')}
      value={chosen ? value : ''}
      onChange={(event) => onChange(event.target.value || undefined)}
      error={chosen?.state === 'paused' || (value !== undefined && accounts !== null && !chosen)}
      helperText={helpOf(translate, chosen, value !== undefined && accounts !== null && !chosen)}
    >
      {(accounts ?? []).map((account) => (
        <MenuItem key={account.id} value={account.id} sx={{ whiteSpace: 'normal' }}>
          {[account.name, notes(account)].filter(Boolean).join(' · ')}
        </MenuItem>
      ))}
    </TextField>
  )
}

function helpOf(translate: (key: string, options?: object) => string, account: Account | undefined, gone: boolean) {
  if (gone) return translate('campaigns.hints.account_gone')
  if (account?.state === 'paused') return translate('campaigns.hints.account_paused')
  if (account?.health && !account.health.ok)
    return translate('campaigns.hints.account_ill', { words: account.health.message })
  if (account?.sandbox) return translate('campaigns.hints.account_sandbox')
  return translate('campaigns.hints.account')
}
