import Button from '@mui/material/Button'
import Chip from '@mui/material/Chip'
import Stack from '@mui/material/Stack'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { useChannels } from '../data/useChannels.ts'
import { useFormat } from '../i18n/useFormat.ts'
import { KeysetList } from '../parts/list/KeysetList.tsx'
import type { Column } from '../parts/list/types.ts'
import { Page } from '../parts/Page.tsx'
import { useCan } from '../session/useSession.ts'
import { useProviders } from './calls.ts'
import { AccountStanding } from './Standing.tsx'
import type { Account } from './types.ts'

/** Which accounts there are, and how each is doing. */
export default function AccountList() {
  const translate = useTranslate()
  const { localized, number } = useFormat()
  const mayWrite = useCan('accounts:write')
  const providers = useProviders().data?.data ?? []
  const channels = useChannels()
  const nameOf = (list: readonly { id: string; label: object }[], id: string) => {
    const found = list.find((one) => one.id === id)
    return found ? localized(found.label as Record<string, string>) : id
  }
  const columns: readonly Column<Account>[] = [
    { id: 'name', label: 'accounts.fields.name', render: ({ name }) => name, csv: ({ name }) => name },
    {
      id: 'channel',
      label: 'accounts.fields.channel',
      render: ({ channel }) => nameOf(channels, channel),
      csv: ({ channel }) => channel,
    },
    {
      id: 'provider',
      label: 'accounts.fields.provider',
      render: ({ provider, sandbox }) => (
        <Stack component="span" direction="row" sx={{ gap: 1, alignItems: 'center', display: 'inline-flex' }}>
          {nameOf(providers, provider)}
          {sandbox && <Chip label={translate('accounts.sandbox')} variant="outlined" />}
        </Stack>
      ),
      csv: ({ provider }) => provider,
    },
    { id: 'standing', label: 'accounts.fields.standing', render: (one) => <AccountStanding account={one} /> },
    {
      id: 'today',
      label: 'accounts.fields.today',
      numeric: true,
      render: ({ acceptedToday }) => number(acceptedToday),
      csv: ({ acceptedToday }) => acceptedToday,
    },
  ]
  const add = mayWrite && (
    <Button component={Link} to="/accounts/new" variant="contained">
      {translate('accounts.add')}
    </Button>
  )
  return (
    <Page title={translate('accounts.title')} actions={add}>
      <KeysetList<Account>
        resource="accounts"
        columns={columns}
        rowTo={({ id }) => `/accounts/${id}`}
        rowName={({ name }) => name}
        empty={{ title: 'accounts.empty_title', text: 'accounts.empty_text', action: add }}
        csvName="accounts"
      />
    </Page>
  )
}
