import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useId, useState } from 'react'
import { useFormat } from '../../i18n/useFormat.ts'
import { useDescribe } from '../plan/useDescribe.ts'
import type { Campaign } from '../types.ts'
import { differencesOf, merged, type Part, type Side } from './merge.ts'
import type { DraftEditing } from './useDraft.ts'

interface ConflictDialogProps {
  readonly editing: DraftEditing
  readonly theirs: Campaign
  readonly onClose: () => void
}

/** Somebody else was faster: each part that differs, theirs and mine, and a choice for each. */
export function ConflictDialog({ editing, theirs, onClose }: ConflictDialogProps) {
  const translate = useTranslate()
  const { dateTime } = useFormat()
  const id = useId()
  const differences = differencesOf(editing.base, editing.draft, theirs)
  const [chosen, setChosen] = useState<Partial<Record<Part, Side>>>({})
  const [busy, setBusy] = useState(false)
  const settle = async () => {
    setBusy(true)
    const usual = Object.fromEntries(differences.map(({ part, usual: side }) => [part, side]))
    await editing.settle(merged(editing.draft, theirs, { ...usual, ...chosen }), theirs)
    setBusy(false)
  }
  return (
    <Dialog open onClose={busy ? undefined : onClose} aria-labelledby={id} fullWidth maxWidth="sm">
      <DialogTitle id={id}>{translate('campaigns.conflict_title')}</DialogTitle>
      <DialogContent>
        <Typography sx={{ mb: 2 }}>
          {translate('campaigns.conflict_text', { at: dateTime(theirs.updatedAt) })}
        </Typography>
        {differences.map(({ part, both, usual }) => (
          <PartChoice
            key={part}
            part={part}
            both={both}
            side={chosen[part] ?? usual}
            editing={editing}
            theirs={theirs}
            onChoose={(side) => setChosen((before) => ({ ...before, [part]: side }))}
          />
        ))}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} disabled={busy}>
          {translate('campaigns.decide_later')}
        </Button>
        <Button variant="contained" onClick={() => void settle()} disabled={busy}>
          {translate('campaigns.keep_choice')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

interface PartChoiceProps {
  readonly part: Part
  readonly both: boolean
  readonly side: Side
  readonly editing: DraftEditing
  readonly theirs: Campaign
  readonly onChoose: (side: Side) => void
}

function PartChoice({ part, both, side, editing, theirs, onChoose }: PartChoiceProps) {
  const translate = useTranslate()
  const describe = useDescribe()
  const id = useId()
  const choices = [
    { value: 'theirs', text: describe(part, theirs) },
    { value: 'mine', text: describe(part, editing.draft) },
  ] as const
  return (
    <Box sx={{ mb: 2 }}>
      <Typography variant="h3" component="h3" id={id}>
        {translate(`campaigns.parts.${part}`)}
      </Typography>
      {both && (
        <Typography variant="body2" color="textSecondary">
          {translate('campaigns.both_changed')}
        </Typography>
      )}
      <RadioGroup aria-labelledby={id} value={side} onChange={(_event, value) => onChoose(value as Side)}>
        {choices.map(({ value, text }) => (
          <FormControlLabel
            key={value}
            value={value}
            control={<Radio size="small" />}
            label={
              <span style={{ overflowWrap: 'anywhere' }}>
                <b>{translate(`campaigns.sides.${value}`)}</b> {text}
              </span>
            }
          />
        ))}
      </RadioGroup>
    </Box>
  )
}
