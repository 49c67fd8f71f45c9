import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import { useTranslate } from 'ra-core'
import type { Acted } from '../types.ts'

const SEVERITY = {
  done: 'success',
  as_machine: 'warning',
  refused: 'error',
  unreachable: 'error',
  report_only: 'info',
} as const

/** What came of it, and what the sender gets. */
export function Outcome({ acted }: { acted: Acted }) {
  const translate = useTranslate()
  const { outcome, status, location, report } = acted
  return (
    <Alert severity={SEVERITY[outcome]} data-outcome={outcome}>
      {translate(`sandbox.outcome.${outcome}`, { status: status ?? '' })}
      {location && (
        <Box sx={{ overflowWrap: 'anywhere' }}>
          {translate('sandbox.leads_to')} <code>{location}</code>
        </Box>
      )}
      {report && (
        <Box component="details" sx={{ mt: 0.5 }}>
          <summary style={{ cursor: 'pointer' }}>{translate('sandbox.report')}</summary>
          <Box
            component="pre"
            tabIndex={0}
            sx={{
              m: 0,
              mt: 1,
              maxHeight: 240,
              overflow: 'auto',
              whiteSpace: 'pre-wrap',
              overflowWrap: 'anywhere',
              fontSize: 12.5,
            }}
          >
            {report}
          </Box>
        </Box>
      )}
    </Alert>
  )
}
