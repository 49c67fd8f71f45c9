import Chip from '@mui/material/Chip'
import Grid from '@mui/material/Grid'
import LinearProgress from '@mui/material/LinearProgress'
import { useTranslate } from 'ra-core'
import { useParams } from 'react-router-dom'
import { isProblem } from '../data/problem.ts'
import { useApi } from '../data/useApi.ts'
import { NotFound } from '../layout/Missing.tsx'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { Page } from '../parts/Page.tsx'
import { UsedWhere } from '../parts/UsedWhere.tsx'
import { useCan } from '../session/useSession.ts'
import { AccountActions } from './AccountActions.tsx'
import { AccountSettings } from './AccountSettings.tsx'
import { Connection } from './Connection.tsx'
import { useProviders } from './calls.ts'
import { AccountStanding } from './Standing.tsx'
import type { Account } from './types.ts'
import { Use } from './Use.tsx'

/** One account: whether it works, how much goes through it, what it was told. */
export default function AccountPage() {
  const translate = useTranslate()
  const { id } = useParams()
  const { data: account, error, refetch } = useApi<Account>(`/accounts/${id}`)
  const providers = useProviders()
  const mayWrite = useCan('accounts:write')
  if (isProblem(error) && (error.status === 404 || error.status === 422)) return <NotFound />
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (!account) return <LinearProgress aria-label={translate('shell.loading')} />
  const provider = providers.data?.data.find((one) => one.id === account.provider)
  return (
    <Page
      title={account.name}
      titleExtra={
        <>
          <AccountStanding account={account} />
          {account.sandbox && <Chip label={translate('accounts.sandbox')} variant="outlined" />}
        </>
      }
      above={{ to: '/accounts', label: translate('accounts.title') }}
      actions={mayWrite && <AccountActions account={account} />}
    >
      <Grid container spacing={2}>
        <Grid size={{ xs: 12, lg: 6 }}>
          <Connection account={account} />
          <Use account={account} />
          <UsedWhere path={`/accounts/${account.id}/usage`} />
        </Grid>
        <Grid size={{ xs: 12, lg: 6 }}>
          <AccountSettings account={account} provider={provider} missing={providers.data !== undefined && !provider} />
        </Grid>
      </Grid>
    </Page>
  )
}
