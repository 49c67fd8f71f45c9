import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { type FormEvent, type ReactNode, useId, useState } from 'react'

export interface ConfirmDialogProps {
  readonly title: string
  /** What will happen, and whether it can be taken back. */
  readonly children: ReactNode
  readonly confirm: string
  /** Has to be typed first, for what cannot be taken back: a name, a number of people. */
  readonly typed?: string
  readonly danger?: boolean
  readonly busy?: boolean
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks once more. Render it while it is open: `{open && <ConfirmDialog …/>}`. */
export function ConfirmDialog({
  title,
  children,
  confirm,
  typed,
  danger,
  busy,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  const translate = useTranslate()
  const id = useId()
  const [text, setText] = useState('')
  const fits = typed === undefined || plain(text) === plain(typed)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    // A dialog lives in the tree of React around it: its form must not submit theirs.
    event.stopPropagation()
    if (fits && !busy) onConfirm()
  }
  return (
    <Dialog open onClose={busy ? undefined : onClose} aria-labelledby={id} fullWidth maxWidth="xs">
      <form onSubmit={submit}>
        <DialogTitle id={id} sx={{ overflowWrap: 'anywhere' }}>
          {title}
        </DialogTitle>
        <DialogContent>
          <Typography component="div">{children}</Typography>
          {typed !== undefined && (
            <TextField
              label={translate('parts.type_to_confirm', { text: typed })}
              value={text}
              onChange={(event) => setText(event.target.value)}
              autoFocus
              autoComplete="off"
              sx={{ mt: 2 }}
            />
          )}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose} disabled={busy === true} autoFocus={typed === undefined}>
            {translate('ra.action.cancel')}
          </Button>
          <Button
            type="submit"
            variant="contained"
            color={danger ? 'error' : 'primary'}
            disabled={!fits || busy === true}
          >
            {confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

/** `1 234`, `1,234` and `1234` are the same number to somebody who types it. */
const plain = (text: string) => (/^[\d\s.,\u00a0\u202f']+$/.test(text) ? text.replace(/\D/g, '') : text.trim())
