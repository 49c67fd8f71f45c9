import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useFormat } from '../../i18n/useFormat.ts'
import { Facts } from '../../parts/Facts.tsx'
import { csvLine, saveFile } from '../../parts/list/export.ts'
import type { Imported } from '../types.ts'

const SHOWN = 5

/** What became of a file, and its lines that could not be read. */
export function ImportResult({ result, onClose }: { result: Imported; onClose: () => void }) {
  const translate = useTranslate()
  const { number } = useFormat()
  const { refusals } = result
  const save = () => {
    const rows = refusals.map(({ line, code, message }) => csvLine([line, code, message]))
    saveFile(new Blob([csvLine(['line', 'code', 'reason']), ...rows], { type: 'text/csv' }), 'refused-lines.csv')
  }
  return (
    <Stack sx={{ gap: 2 }}>
      <Facts
        facts={[
          [translate('consent.blocked.result.lines'), number(result.lines)],
          [translate('consent.blocked.result.added'), number(result.added)],
          [translate('consent.blocked.result.known'), number(result.known)],
          [translate('consent.blocked.result.strengthened'), number(result.strengthened)],
          [translate('consent.blocked.result.refused'), number(result.refused)],
        ]}
      />
      {refusals.length > 0 && (
        <Alert
          severity="warning"
          action={
            <Button color="inherit" size="small" onClick={save}>
              {translate('parts.export')}
            </Button>
          }
        >
          {refusals.slice(0, SHOWN).map(({ line }) => (
            <Typography key={line} variant="body2">
              {translate('consent.blocked.result.line', { line })}
            </Typography>
          ))}
          {refusals.length > SHOWN && '…'}
        </Alert>
      )}
      <Button variant="contained" onClick={onClose} sx={{ alignSelf: 'flex-end' }} autoFocus>
        {translate('ra.action.close')}
      </Button>
    </Stack>
  )
}
