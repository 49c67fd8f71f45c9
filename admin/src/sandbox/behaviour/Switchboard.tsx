import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useId } from 'react'
import type { StandInState } from '../types.ts'
import { StandIn } from './StandIn.tsx'

/** How each stand-in behaves, and the switches for it; each press holds at once. */
export function Switchboard({ standIns, onClose }: { standIns: readonly StandInState[]; onClose: () => void }) {
  const translate = useTranslate()
  const id = useId()
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} fullWidth maxWidth="sm">
      <DialogTitle id={id}>{translate('sandbox.behaviour.title')}</DialogTitle>
      <DialogContent>
        <Typography color="textSecondary" sx={{ mb: 2 }}>
          {translate('sandbox.behaviour.text')}
        </Typography>
        {standIns.map((standIn) => (
          <StandIn key={standIn.provider} standIn={standIn} />
        ))}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} variant="contained">
          {translate('ra.action.close')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
