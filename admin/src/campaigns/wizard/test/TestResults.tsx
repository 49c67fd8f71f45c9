import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { useCan } from '../../../session/useSession.ts'
import type { TestResult } from './TestForm.tsx'

/** What became of each address: on its way, left out and why, or refused and why. */
export function TestResults({ results, sandbox }: { results: readonly TestResult[]; sandbox: boolean }) {
  const translate = useTranslate()
  const mayLook = useCan('sandbox:read')
  const toMailbox = sandbox && mayLook && results.some(({ answer }) => answer.state === 'queued')
  return (
    <div role="status" style={{ marginTop: 12 }}>
      {results.map(({ address, answer }) => (
        <Alert
          key={address}
          severity={answer.state === 'queued' ? 'success' : 'warning'}
          sx={{ mb: 1, '& .MuiAlert-message': { overflowWrap: 'anywhere' } }}
        >
          {translate(`campaigns.test_states.${answer.state}`, {
            address,
            why: translate(`reasons.${answer.reason}`, { _: answer.reason ?? '' }),
          })}
        </Alert>
      ))}
      {toMailbox && (
        <Button component={Link} to="/sandbox" variant="outlined">
          {translate('campaigns.to_mailbox')}
        </Button>
      )}
    </div>
  )
}
