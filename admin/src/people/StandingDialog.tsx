import Dialog from '@mui/material/Dialog'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Typography from '@mui/material/Typography'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { TextInput } from 'ra-ui-materialui'
import { ApiForm } from '../parts/ApiForm.tsx'
import { people } from './calls.ts'
import type { ContactDetail } from './types.ts'

interface StandingDialogProps {
  readonly what: 'objection' | 'restriction'
  readonly person: ContactDetail
  readonly onClose: () => void
}

/** Sets or lifts an objection or a restriction; why is kept in the audit log. */
export function StandingDialog({ what, person, onClose }: StandingDialogProps) {
  const translate = useTranslate()
  const queryClient = useQueryClient()
  const isSet = what === 'objection' ? person.objectedAt !== null : person.held
  const verb = what === 'objection' ? (isSet ? 'lift_objection' : 'object') : isSet ? 'lift_restriction' : 'restrict'
  const save = async ({ reason }: { reason?: string }) => {
    const call = what === 'objection' ? people.object : people.restrict
    await call(person.id, !isSet, reason ?? '')
    await queryClient.invalidateQueries({ queryKey: ['api', `/contacts/${person.id}`] })
    await queryClient.invalidateQueries({ queryKey: ['contacts'] })
    onClose()
  }
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="standing">
      <DialogTitle id="standing">{translate(`people.standing.${verb}`)}</DialogTitle>
      <DialogContent>
        <Typography sx={{ mb: 1 }}>{translate(`people.standing.${verb}_text`)}</Typography>
        <ApiForm<{ reason?: string }> save={save} submit={`people.standing.${verb}`} onCancel={onClose}>
          <TextInput source="reason" label="people.fields.reason" helperText="people.hints.reason" />
        </ApiForm>
      </DialogContent>
    </Dialog>
  )
}
