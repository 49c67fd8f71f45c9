import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import { type FormEvent, useId, useState } from 'react'
import { Link } from 'react-router-dom'
import type { MessageAnswer } from '../../../../core/messages/schema.ts'
import { api } from '../../data/api.ts'
import { useApi } from '../../data/useApi.ts'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { AddressesInput } from '../../parts/AddressesInput.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { useCan, useMe } from '../../session/useSession.ts'
import type { Editing } from '../draft/useEditing.ts'

/** The most that the API takes. */
const MOST = 10

interface Account {
  readonly id: string
  readonly name: string
  readonly channel: string
  readonly sandbox?: boolean
}
interface Sent {
  readonly address: string
  readonly answer: MessageAnswer
}

/** What is written now, to a few addresses, as a test that is in no figures. */
export function TrialDialog({ editing, onClose }: { editing: Editing; onClose: () => void }) {
  const translate = useTranslate()
  const { language } = useFormat()
  const me = useMe()
  const id = useId()
  const { template } = editing.base
  const mayReadAccounts = useCan('accounts:read')
  const { data } = useApi<{ data: Account[] }>(mayReadAccounts ? '/accounts' : null, { limit: 200 })
  const accounts = data?.data.filter(({ channel }) => channel === template.channel) ?? []
  const [accountId, setAccountId] = useState('')
  const [locale, setLocale] = useState('')
  const [addresses, setAddresses] = useState<string[]>([])
  const [sent, setSent] = useState<readonly Sent[]>([])
  const account = accounts.find((one) => one.id === accountId) ?? (accounts.length === 1 ? accounts[0] : undefined)
  const send = useAsyncAction(
    async () => {
      if (!(await editing.save())) return onClose()
      const body = {
        to: addresses.map((address) => ({ address })),
        ...(locale ? { locale } : {}),
        ...(account ? { accountId: account.id } : {}),
      }
      const answer = await api.post<{ data: MessageAnswer[] }>(`/templates/${template.id}/test`, body, {
        // Once per press; pressing again is a test again.
        idempotencyKey: crypto.randomUUID(),
      })
      setSent(addresses.map((address, i) => ({ address, answer: answer.data[i]! })))
    },
    { quiet: true },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    if (addresses.length > 0) void send.run()
  }
  return (
    <Dialog open onClose={send.busy ? undefined : onClose} aria-labelledby={id} fullWidth maxWidth="sm">
      <form onSubmit={submit}>
        <DialogTitle id={id}>{translate('templates.send_trial')}</DialogTitle>
        <DialogContent>
          {data && accounts.length === 0 && (
            <EmptyState
              text={translate('templates.no_account')}
              action={
                <Button component={Link} to="/accounts" variant="outlined">
                  {translate('templates.to_accounts')}
                </Button>
              }
            />
          )}
          <AddressesInput
            label={translate('templates.trial_to')}
            hint={translate('templates.trial_to_hint')}
            addresses={addresses}
            own={me.email}
            most={MOST}
            onChange={setAddresses}
          />
          <TextField
            select
            label={translate('templates.language')}
            value={locale}
            onChange={(event) => setLocale(event.target.value)}
            slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
          >
            <MenuItem value="">{translate('templates.own_language')}</MenuItem>
            {Object.keys(editing.draft.contents).map((one) => (
              <MenuItem key={one} value={one}>
                {language(one)}
              </MenuItem>
            ))}
          </TextField>
          {accounts.length > 1 && (
            <TextField
              select
              required
              label={translate('templates.account')}
              value={accountId}
              onChange={(event) => setAccountId(event.target.value)}
            >
              {accounts.map((one) => (
                <MenuItem key={one.id} value={one.id}>
                  {one.name}
                </MenuItem>
              ))}
            </TextField>
          )}
          <ErrorNote error={send.error} />
          <Results sent={sent} sandbox={account?.sandbox === true} />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose} disabled={send.busy}>
            {translate('ra.action.close')}
          </Button>
          <Button type="submit" variant="contained" disabled={send.busy || addresses.length === 0 || !account}>
            {translate('templates.send_trial')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

function Results({ sent, sandbox }: { sent: readonly Sent[]; sandbox: boolean }) {
  const translate = useTranslate()
  const mayLook = useCan('sandbox:read')
  return (
    <div role="status">
      {sent.map(({ address, answer }) => (
        <Alert
          key={address}
          severity={answer.state === 'queued' ? 'success' : 'warning'}
          sx={{ mt: 1, '& .MuiAlert-message': { overflowWrap: 'anywhere' } }}
        >
          {translate(`templates.trial_states.${answer.state}`, {
            address,
            why: translate(`reasons.${answer.reason}`, { _: answer.reason ?? '' }),
          })}
        </Alert>
      ))}
      {sandbox && mayLook && sent.some(({ answer }) => answer.state === 'queued') && (
        <Button component={Link} to="/sandbox" variant="outlined" sx={{ mt: 1 }}>
          {translate('templates.to_mailbox')}
        </Button>
      )}
    </div>
  )
}
