import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import MobileStepper from '@mui/material/MobileStepper'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useId, useState } from 'react'
import { Link } from 'react-router-dom'
import { keepTourSeen } from './seen.ts'

const STEPS = [
  { name: 'people', to: '/imports' },
  { name: 'message', to: '/templates' },
  { name: 'campaign', to: '/campaigns' },
  { name: 'watch', to: '/sandbox' },
] as const

/** Four steps through the panel: where people, messages and campaigns are, and where one sees what came of them. */
export function Tour({ onClose }: { onClose: () => void }) {
  const translate = useTranslate()
  const id = useId()
  const [at, setAt] = useState(0)
  const step = STEPS[at]!
  const last = at === STEPS.length - 1
  const close = () => {
    keepTourSeen()
    onClose()
  }
  return (
    <Dialog open onClose={close} aria-labelledby={id} fullWidth maxWidth="xs">
      <DialogTitle id={id}>{translate(`home.tour.titles.${step.name}`)}</DialogTitle>
      <DialogContent>
        <Typography aria-live="polite">{translate(`home.tour.texts.${step.name}`)}</Typography>
        <Button component={Link} to={step.to} onClick={keepTourSeen} sx={{ mt: 1, ml: -1 }}>
          {translate('home.tour.go')}
        </Button>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, mt: 1, color: 'text.secondary', fontSize: 14 }}>
          <MobileStepper
            variant="dots"
            position="static"
            steps={STEPS.length}
            activeStep={at}
            backButton={null}
            nextButton={null}
            aria-hidden
            sx={{ p: 0, bgcolor: 'transparent' }}
          />
          {translate('home.tour.step', { at: at + 1, of: STEPS.length })}
        </Box>
      </DialogContent>
      <DialogActions>
        <Button onClick={close} sx={{ mr: 'auto' }}>
          {translate('home.tour.skip')}
        </Button>
        {at > 0 && <Button onClick={() => setAt(at - 1)}>{translate('home.tour.back')}</Button>}
        <Button variant="contained" autoFocus onClick={() => (last ? close() : setAt(at + 1))}>
          {translate(last ? 'home.tour.done' : 'home.tour.next')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
