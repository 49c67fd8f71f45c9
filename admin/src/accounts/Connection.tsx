import Alert from '@mui/material/Alert'
import AlertTitle from '@mui/material/AlertTitle'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useEffect, useRef } from 'react'
import { useSearchParams } from 'react-router-dom'
import { useAsyncAction } from '../data/useAsyncAction.ts'
import { useFormat } from '../i18n/useFormat.ts'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { Section } from '../parts/Section.tsx'
import { TimeAgo } from '../parts/TimeAgo.tsx'
import { useCan } from '../session/useSession.ts'
import { accounts } from './calls.ts'
import type { Account } from './types.ts'

/** Whether it works: the test in the provider's own words, doors that are closed now, the last trouble. */
export function Connection({ account }: { account: Account }) {
  const translate = useTranslate()
  const mayWrite = useCan('accounts:write')
  const [address, setAddress] = useSearchParams()
  const { run, busy, error } = useAsyncAction(() => accounts.check(account.id), {
    changes: [`/accounts/${account.id}`, 'accounts'],
    quiet: true,
  })
  // After it was made or changed it is tested at once.
  const wanted = address.get('check') === '1' && mayWrite
  const begun = useRef(false)
  useEffect(() => {
    if (!wanted || begun.current) return
    begun.current = true
    void run()
    setAddress({}, { replace: true })
  }, [wanted, run, setAddress])
  const { health } = account
  const button = mayWrite && (
    <Button size="small" variant="outlined" disabled={busy} onClick={() => void run()}>
      {translate(busy ? 'accounts.testing' : 'accounts.test')}
    </Button>
  )
  return (
    <Section title={translate('accounts.connection')} actions={button}>
      <div aria-live="polite">
        <ErrorNote error={error} />
        {!health && <Typography color="textSecondary">{translate('accounts.never_tested')}</Typography>}
        {health && (
          <Alert severity={health.ok ? 'success' : 'error'} data-health={health.ok ? 'ok' : 'bad'}>
            <AlertTitle>{translate(health.ok ? 'accounts.works' : 'accounts.works_not')}</AlertTitle>
            <Box sx={{ overflowWrap: 'anywhere' }}>{health.message}</Box>
            {health.hint && <Box sx={{ mt: 0.5, fontWeight: 600 }}>{health.hint}</Box>}
            <Box sx={{ mt: 0.5, fontSize: 13 }}>
              {translate('accounts.tested')} <TimeAgo at={health.at} />
            </Box>
          </Alert>
        )}
      </div>
      <Breakers account={account} />
      <LastError account={account} />
    </Section>
  )
}

function Breakers({ account }: { account: Account }) {
  const translate = useTranslate()
  const { time } = useFormat()
  return account.breakers.map(({ destination, until, code, reason }) => (
    <Alert key={destination} severity="warning" sx={{ mt: 1.5 }}>
      <AlertTitle>
        {destination
          ? translate('accounts.closed_for', { destination, until: time(until) })
          : translate('accounts.closed_all', { until: time(until) })}
      </AlertTitle>
      <Words code={code} reason={reason} />
      {translate('accounts.closed_text')}
    </Alert>
  ))
}

function LastError({ account: { lastError, breakers } }: { account: Account }) {
  const translate = useTranslate()
  if (!lastError || breakers.length > 0) return null
  return (
    <Alert severity="info" sx={{ mt: 1.5 }}>
      <AlertTitle>
        {translate('accounts.last_error')} <TimeAgo at={lastError.at} />
      </AlertTitle>
      <Words code={lastError.code} reason={lastError.reason} />
    </Alert>
  )
}

/** What the provider said, as it said it. */
function Words({ code, reason }: { code: string | null; reason: string | null }) {
  const said = [code, reason].filter(Boolean).join(' · ')
  return said ? (
    <Box component="q" sx={{ display: 'block', overflowWrap: 'anywhere' }}>
      {said}
    </Box>
  ) : null
}
