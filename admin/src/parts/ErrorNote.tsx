import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { formPath } from '../data/form-errors.ts'
import { isAbort, isProblem } from '../data/problem.ts'
import { fieldSentence, problemSentence } from '../data/sentences.ts'

/** What went wrong as a sentence, what was wrong in detail, and a way out. Nothing where there is no error. */
export function ErrorNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const translate = useTranslate()
  if (!error || isAbort(error)) return null
  const problem = (error as { problem?: unknown }).problem ?? error
  const details = isProblem(problem) ? problem.errors : []
  return (
    <Alert
      severity="error"
      sx={{ my: 1 }}
      action={
        onRetry && (
          <Button color="inherit" size="small" onClick={onRetry}>
            {translate('shell.try_again')}
          </Button>
        )
      }
    >
      {problemSentence(problem, translate)}
      {details.length > 0 && (
        <ul style={{ margin: '4px 0 0', paddingLeft: 20 }}>
          {details.slice(0, 10).map((one) => (
            <li key={`${one.field}${one.code}${one.line}`}>
              <code>{formPath(one.field)}</code>
              {one.line ? ` (${one.line}:${one.column ?? 1})` : ''}: {fieldSentence(one, translate)}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  )
}
