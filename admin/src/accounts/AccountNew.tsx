import Card from '@mui/material/Card'
import CardContent from '@mui/material/CardContent'
import LinearProgress from '@mui/material/LinearProgress'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useNavigate, useSearchParams } from 'react-router-dom'
import { useFormat } from '../i18n/useFormat.ts'
import { ApiForm } from '../parts/ApiForm.tsx'
import { EmptyState } from '../parts/EmptyState.tsx'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { Page } from '../parts/Page.tsx'
import { pruned } from '../parts/schema/values.ts'
import { AccountInputs } from './AccountInputs.tsx'
import { accounts, useProviders } from './calls.ts'
import { ProviderCards } from './ProviderCards.tsx'
import type { NewAccount, ProviderAnswer } from './types.ts'

/** A new account: choose who carries, then fill in what that provider asks for. */
export default function AccountNew() {
  const translate = useTranslate()
  const { localized } = useFormat()
  const [address, setAddress] = useSearchParams()
  const { data, error, refetch } = useProviders()
  const chosen = data?.data.find(({ id }) => id === address.get('provider'))
  return (
    <Page
      title={chosen ? translate('accounts.add_at', { provider: localized(chosen.label) }) : translate('accounts.add')}
      above={
        chosen
          ? { to: '/accounts/new', label: translate('accounts.choose') }
          : { to: '/accounts', label: translate('accounts.title') }
      }
      narrow
    >
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {!data && !error && <LinearProgress aria-label={translate('shell.loading')} />}
      {data && !chosen && data.data.length === 0 && <EmptyState text={translate('accounts.no_providers')} />}
      {data && !chosen && <ProviderCards providers={data.data} onChoose={(id) => setAddress({ provider: id })} />}
      {chosen && <Filling key={chosen.id} provider={chosen} />}
    </Page>
  )
}

function Filling({ provider }: { provider: ProviderAnswer }) {
  const { localized } = useFormat()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const save = async ({ name, settings, policy }: NewAccount) => {
    const made = await accounts.create({
      name,
      provider: provider.id,
      settings: (pruned(settings) ?? {}) as NewAccount['settings'],
      ...(policy ? { policy } : {}),
    })
    await queryClient.invalidateQueries({ queryKey: ['accounts'] })
    // Whether it works is the next thing one wants to know.
    navigate(`/accounts/${made.id}?check=1`, { replace: true })
  }
  return (
    <Card>
      <CardContent>
        <ApiForm<NewAccount>
          defaultValues={{ name: localized(provider.label) }}
          save={save}
          onCancel={() => navigate('/accounts')}
          submit="accounts.save_and_test"
        >
          <AccountInputs provider={provider} secrets={[]} />
        </ApiForm>
      </CardContent>
    </Card>
  )
}
