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
import { LazyDifference } from '../code/LazyCode.tsx'
import { type Difference, differencesOf, draftOf, merged, type Side } from '../draft/difference.ts'
import type { Editing } from '../draft/useEditing.ts'
import type { Opened } from '../types.ts'

interface ConflictDialogProps {
  readonly editing: Editing
  readonly theirs: Opened
  readonly onClose: () => void
}

/** Somebody else was faster: each field that differs, theirs and mine, and a choice for each. */
export function ConflictDialog({ editing, theirs, onClose }: ConflictDialogProps) {
  const translate = useTranslate()
  const { dateTime } = useFormat()
  const id = useId()
  const other = draftOf(theirs)
  const differences = differencesOf(draftOf(editing.base), editing.draft, other)
  const [chosen, setChosen] = useState<Record<string, Side>>({})
  const sideOf = ({ key, usual }: Difference) => chosen[key] ?? usual
  const settle = () => {
    const sides = Object.fromEntries(differences.map((one) => [one.key, sideOf(one)]))
    void editing.settle(merged(editing.draft, other, sides), theirs)
  }
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} fullWidth maxWidth="md">
      <DialogTitle id={id}>{translate('templates.conflict_title')}</DialogTitle>
      <DialogContent>
        <Typography sx={{ mb: 2 }}>
          {translate('templates.conflict_text', { at: dateTime(theirs.template.updatedAt) })}
        </Typography>
        {differences.map((one) => (
          <Choice
            key={one.key}
            difference={one}
            side={sideOf(one)}
            onChoose={(side) => setChosen((before) => ({ ...before, [one.key]: side }))}
          />
        ))}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{translate('templates.decide_later')}</Button>
        <Button variant="contained" onClick={settle}>
          {translate('templates.keep_choice')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

interface ChoiceProps {
  readonly difference: Difference
  readonly side: Side
  readonly onChoose: (side: Side) => void
}

function Choice({ difference, side, onChoose }: ChoiceProps) {
  const translate = useTranslate()
  const { language } = useFormat()
  const id = useId()
  const name = difference.locale ? `${language(difference.locale)} · ${difference.field}` : difference.field
  return (
    <Box sx={{ mb: 3 }}>
      <Typography variant="h3" component="h3" id={id}>
        {name}
      </Typography>
      <RadioGroup row aria-labelledby={id} value={side} onChange={(_event, value) => onChoose(value as Side)}>
        <FormControlLabel value="theirs" control={<Radio size="small" />} label={translate('templates.sides.theirs')} />
        <FormControlLabel value="mine" control={<Radio size="small" />} label={translate('templates.sides.mine')} />
      </RadioGroup>
      <LazyDifference
        before={difference.theirs}
        after={difference.mine}
        beforeLabel={translate('templates.sides.theirs')}
        afterLabel={translate('templates.sides.mine')}
      />
    </Box>
  )
}
