import Alert from '@mui/material/Alert'
import Dialog from '@mui/material/Dialog'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Typography from '@mui/material/Typography'
import { useQueryClient } from '@tanstack/react-query'
import { useNotify, useTranslate } from 'ra-core'
import { TextInput } from 'ra-ui-materialui'
import { useId } from 'react'
import { ApiForm } from '../../parts/ApiForm.tsx'
import { blocked } from '../calls.ts'
import type { Suppression } from '../types.ts'
import type { ConsentWords } from '../useWords.ts'
import { PROTECTED } from './reasons.ts'

interface LiftDialogProps {
  readonly row: Suppression
  readonly words: ConsentWords
  readonly onClose: () => void
}

/** Takes an address off the list; why is kept in the audit log for good. */
export function LiftDialog({ row, words, onClose }: LiftDialogProps) {
  const translate = useTranslate()
  const notify = useNotify()
  const queryClient = useQueryClient()
  const id = useId()
  const save = async ({ reason = '' }: { reason?: string }) => {
    await blocked.lift(row.id, reason)
    await queryClient.invalidateQueries({ queryKey: ['suppressions'] })
    notify('consent.blocked.lifted', { type: 'success' })
    onClose()
  }
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby={id}>
      <DialogTitle id={id}>{translate('consent.blocked.lift_title')}</DialogTitle>
      <DialogContent>
        <Typography sx={{ mb: 1 }}>
          {translate('consent.blocked.lift_text', {
            why: translate(`consent.blocked.reasons.${row.reason}`),
            channel: row.channel ? words.channel(row.channel) : words.kind(row.kind),
          })}
        </Typography>
        {PROTECTED.includes(row.reason) && (
          <Alert severity="warning" sx={{ mb: 1 }}>
            {translate('consent.blocked.lift_protected')}
          </Alert>
        )}
        <ApiForm<{ reason?: string }> save={save} submit="consent.blocked.lift" onCancel={onClose}>
          <TextInput source="reason" label="consent.reason" helperText="consent.reason_hint" autoFocus />
        </ApiForm>
      </DialogContent>
    </Dialog>
  )
}
