import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useEffect, useId, useState } from 'react'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { templates } from '../calls.ts'
import { HintList, ProblemList, shownProblems } from '../check/Problems.tsx'
import type { ContentField } from '../content.ts'
import { type Editing, openedKey } from '../draft/useEditing.ts'
import type { Check, Place } from '../types.ts'

interface PublishDialogProps {
  readonly editing: Editing
  readonly fields: readonly ContentField[]
  readonly onPlace: (place: Place) => void
  readonly onClose: () => void
}

/** Saves, checks, and either lists what is wrong, each with its place, or publishes. */
export function PublishDialog({ editing, fields, onPlace, onClose }: PublishDialogProps) {
  const translate = useTranslate()
  const client = useQueryClient()
  const id = useId()
  const [check, setCheck] = useState<Check | null>(null)
  const { template } = editing.base
  const prepare = useAsyncAction(
    async () => {
      if (await editing.save()) setCheck(await templates.check(template.id))
      else onClose()
    },
    { quiet: true },
  )
  const publish = useAsyncAction(
    async () => {
      await templates.publish(template.id)
      await client.invalidateQueries({ queryKey: openedKey(template.id) })
      onClose()
    },
    { done: 'templates.published', changes: ['templates', `/templates/${template.id}/versions`], quiet: true },
  )
  const { run } = prepare
  useEffect(() => void run(), [run])
  const problems = check ? shownProblems(check, fields) : []
  const go = (place: Place) => {
    onClose()
    onPlace(place)
  }
  return (
    <Dialog open onClose={publish.busy ? undefined : onClose} aria-labelledby={id} fullWidth maxWidth="sm">
      <DialogTitle id={id}>{translate('templates.publish_title')}</DialogTitle>
      <DialogContent>
        <ErrorNote error={prepare.error} onRetry={() => void run()} />
        {!check && !prepare.error && <LinearProgress aria-label={translate('shell.loading')} />}
        {check && (
          <>
            <ProblemList problems={problems} fields={fields} onPlace={go} />
            {problems.length > 0 && <Typography>{translate('templates.publish_not')}</Typography>}
            {problems.length === 0 && (
              <Alert severity="success" sx={{ mb: 1 }}>
                {translate('templates.publish_text')}
              </Alert>
            )}
            <HintList warnings={check.warnings} fields={fields} onPlace={go} />
          </>
        )}
        <ErrorNote error={publish.error} />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} disabled={publish.busy}>
          {translate('ra.action.cancel')}
        </Button>
        <Button
          variant="contained"
          disabled={!check || problems.length > 0 || publish.busy}
          onClick={() => void publish.run()}
        >
          {translate('templates.publish')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
