import Button from '@mui/material/Button'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { ConfirmDialog } from '../../parts/ConfirmDialog.tsx'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { imports } from '../calls.ts'
import type { Import } from '../types.ts'
import { UndoDialog } from './UndoDialog.tsx'

/** What can be done with it in its state: stop, go on, take back. */
export function Actions({ one }: { one: Import }) {
  const translate = useTranslate()
  const queryClient = useQueryClient()
  const [asked, setAsked] = useState<'cancel' | 'undo' | null>(null)
  const changes = [`/imports/${one.id}`, 'imports']
  const cancel = useAsyncAction(
    async () => {
      queryClient.setQueryData(['api', `/imports/${one.id}`], await imports.cancel(one.id))
      setAsked(null)
    },
    { changes, quiet: true },
  )
  const again = useAsyncAction(() => imports.start(one.id), { changes })
  const stoppable = one.state === 'uploaded' || one.state === 'running'
  const undoable = one.startedAt !== null && ['completed', 'cancelled', 'failed'].includes(one.state)
  return (
    <>
      {stoppable && (
        <Button color="error" onClick={() => setAsked('cancel')}>
          {translate(one.state === 'running' ? 'imports.stop' : 'imports.discard')}
        </Button>
      )}
      {undoable && (
        <Button color="error" onClick={() => setAsked('undo')}>
          {translate('imports.undo')}
        </Button>
      )}
      {one.state === 'failed' && (
        <Button variant="contained" disabled={again.busy} onClick={() => void again.run()}>
          {translate('imports.go_on')}
        </Button>
      )}
      {asked === 'cancel' && (
        <ConfirmDialog
          title={translate(one.state === 'running' ? 'imports.stop_title' : 'imports.discard_title')}
          confirm={translate(one.state === 'running' ? 'imports.stop' : 'imports.discard')}
          danger
          busy={cancel.busy}
          onConfirm={() => void cancel.run()}
          onClose={() => setAsked(null)}
        >
          {translate(one.state === 'running' ? 'imports.stop_text' : 'imports.discard_text')}
          <ErrorNote error={cancel.error} />
        </ConfirmDialog>
      )}
      {asked === 'undo' && <UndoDialog one={one} onClose={() => setAsked(null)} />}
    </>
  )
}
