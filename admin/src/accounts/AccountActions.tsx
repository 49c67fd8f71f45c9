import Button from '@mui/material/Button'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { useApi } from '../data/useApi.ts'
import { useAsyncAction } from '../data/useAsyncAction.ts'
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { accounts } from './calls.ts'
import type { Account } from './types.ts'

/** Pause, resume, delete; each says what it will do. */
export function AccountActions({ account }: { account: Account }) {
  const translate = useTranslate()
  const [asked, setAsked] = useState<'pause' | 'delete' | null>(null)
  const close = () => setAsked(null)
  const changes = [`/accounts/${account.id}`, 'accounts']
  const pause = useAsyncAction(() => accounts.change(account.id, { state: 'paused' }), {
    done: 'accounts.paused',
    changes,
  })
  const resume = useAsyncAction(() => accounts.change(account.id, { state: 'active' }), {
    done: 'accounts.resumed',
    changes,
  })
  return (
    <>
      {account.state === 'active' ? (
        <Button onClick={() => setAsked('pause')}>{translate('accounts.pause')}</Button>
      ) : (
        <Button disabled={resume.busy} variant="outlined" onClick={() => void resume.run()}>
          {translate('accounts.resume')}
        </Button>
      )}
      <Button color="error" onClick={() => setAsked('delete')}>
        {translate('ra.action.delete')}
      </Button>
      {asked === 'pause' && (
        <ConfirmDialog
          title={translate('accounts.pause_title', { name: account.name })}
          confirm={translate('accounts.pause')}
          busy={pause.busy}
          onConfirm={() => void pause.run().then((done) => done && close())}
          onClose={close}
        >
          {translate('accounts.pause_text')}
        </ConfirmDialog>
      )}
      {asked === 'delete' && <DeleteAccount account={account} onClose={close} />}
    </>
  )
}

const AT_WORK = ['running', 'paused']
const TO_COME = ['draft', 'scheduled']

/** For good; says which campaigns wait for it. The server refuses while something is still to be sent. */
function DeleteAccount({ account, onClose }: { account: Account; onClose: () => void }) {
  const translate = useTranslate()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const usage = useApi<{ campaigns: { id: string; name: string; state: string }[] }>(`/accounts/${account.id}/usage`)
  const campaigns = usage.data?.campaigns ?? []
  const atWork = campaigns.filter(({ state }) => AT_WORK.includes(state))
  const toCome = campaigns.filter(({ state }) => TO_COME.includes(state))
  const remove = useAsyncAction(
    async () => {
      await accounts.remove(account.id)
      queryClient.removeQueries({ queryKey: ['api', `/accounts/${account.id}`] })
      navigate('/accounts', { replace: true })
    },
    { done: 'accounts.deleted', changes: ['accounts'], quiet: true },
  )
  return (
    <ConfirmDialog
      title={translate('accounts.delete_title', { name: account.name })}
      confirm={translate('ra.action.delete')}
      typed={account.name}
      danger
      busy={remove.busy}
      onConfirm={() => void remove.run()}
      onClose={onClose}
    >
      {translate('accounts.delete_text')}
      <Named title={translate('accounts.delete_at_work')} campaigns={atWork} />
      <Named title={translate('accounts.delete_to_come')} campaigns={toCome} />
      <ErrorNote error={remove.error ?? usage.error} />
    </ConfirmDialog>
  )
}

function Named({ title, campaigns }: { title: string; campaigns: readonly { id: string; name: string }[] }) {
  if (campaigns.length === 0) return null
  return (
    <>
      <p style={{ margin: '12px 0 4px' }}>{title}</p>
      <ul style={{ margin: 0, paddingLeft: 20, overflowWrap: 'anywhere' }}>
        {campaigns.slice(0, 10).map(({ id, name }) => (
          <li key={id}>{name}</li>
        ))}
      </ul>
    </>
  )
}
