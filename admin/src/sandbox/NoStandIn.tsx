import Button from '@mui/material/Button'
import Card from '@mui/material/Card'
import { useTranslate } from 'ra-core'
import { useApi } from '../data/useApi.ts'
import { useAsyncAction } from '../data/useAsyncAction.ts'
import { useFormat } from '../i18n/useFormat.ts'
import { EmptyState } from '../parts/EmptyState.tsx'
import { useCan } from '../session/useSession.ts'
import { sandbox } from './calls.ts'
import type { SandboxAnswer, StandInState } from './types.ts'

/** Nothing can arrive: no stand-in runs, or the workspace has no account at one. */
export function NoStandIn({ answer }: { answer: SandboxAnswer }) {
  const translate = useTranslate()
  const may = useCan('accounts:write')
  if (!answer.running)
    return (
      <Card>
        <EmptyState title={translate('sandbox.not_running_title')} text={translate('sandbox.not_running_text')} />
      </Card>
    )
  return (
    <Card>
      <EmptyState
        title={translate('sandbox.no_account_title')}
        text={translate(may ? 'sandbox.no_account_text' : 'sandbox.no_account_reader')}
        action={may && answer.data.map((standIn) => <AddAccount key={standIn.provider} standIn={standIn} />)}
      />
    </Card>
  )
}

function AddAccount({ standIn }: { standIn: StandInState }) {
  const translate = useTranslate()
  const label = useProviderLabel()
  const name = translate('sandbox.account_name', { provider: label(standIn.provider) })
  const { run, busy } = useAsyncAction(() => sandbox.addAccount({ provider: standIn.provider, name }), {
    done: 'sandbox.account_added',
    changes: ['/sandbox', 'accounts', '/accounts'],
  })
  return (
    <Button variant="contained" disabled={busy} onClick={() => void run()} sx={{ m: 0.5 }}>
      {translate('sandbox.add_account', { provider: label(standIn.provider) })}
    </Button>
  )
}

/** What a provider calls itself; its id until that is known. */
export function useProviderLabel() {
  const { localized } = useFormat()
  const { data } = useApi<{ data: { id: string; label: Record<string, string> }[] }>('/providers')
  return (id: string) => {
    const found = data?.data.find((one) => one.id === id)
    return found ? localized(found.label) : id
  }
}
