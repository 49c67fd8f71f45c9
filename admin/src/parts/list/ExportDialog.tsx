import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'
import { useListContext, useTranslate } from 'ra-core'
import { useEffect, useId, useRef, useState } from 'react'
import { useFormat } from '../../i18n/useFormat.ts'
import { ErrorNote } from '../ErrorNote.tsx'
import { exportRows } from './export.ts'
import type { Column } from './types.ts'

interface ExportDialogProps<T> {
  readonly columns: readonly Column<T>[]
  readonly name: string
  readonly path: string | undefined
  readonly onClose: () => void
}

/** Reads the whole list as it is filtered now, page by page, and gives it as a file. Can be stopped. */
export function ExportDialog<T>({ columns, name, path, onClose }: ExportDialogProps<T>) {
  const translate = useTranslate()
  const { number } = useFormat()
  const { resource, filterValues, filter, sort } = useListContext()
  const id = useId()
  const [count, setCount] = useState(0)
  const [error, setError] = useState<unknown>(null)
  const [round, setRound] = useState(0)
  // What is exported is what was shown when it began.
  const begun = useRef({
    resource,
    path,
    filter: { ...filterValues, ...filter },
    sort,
    columns,
    name,
    translate,
    onClose,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round begins anew
  useEffect(() => {
    const stop = new AbortController()
    setError(null)
    exportRows({ ...begun.current, signal: stop.signal, onCount: setCount }).then(
      () => stop.signal.aborted || begun.current.onClose(),
      (problem) => stop.signal.aborted || setError(problem),
    )
    return () => stop.abort()
  }, [round])
  return (
    <Dialog open aria-labelledby={id} fullWidth maxWidth="xs">
      <DialogTitle id={id}>{translate('parts.export')}</DialogTitle>
      <DialogContent>
        <Typography role="status">
          {translate('parts.exported', { smart_count: count, count: number(count) })}
        </Typography>
        {error ? (
          <ErrorNote error={error} onRetry={() => setRound((n) => n + 1)} />
        ) : (
          <LinearProgress aria-label={translate('parts.export')} sx={{ mt: 2 }} />
        )}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{translate('parts.stop')}</Button>
      </DialogActions>
    </Dialog>
  )
}
