import Dialog from '@mui/material/Dialog'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Typography from '@mui/material/Typography'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useId, useState } from 'react'
import { ApiForm } from '../../parts/ApiForm.tsx'
import { blocked } from '../calls.ts'
import type { Imported } from '../types.ts'
import { FileChoice } from './FileChoice.tsx'
import { ImportResult } from './ImportResult.tsx'
import { type Scope, ScopeInputs, scopeOf } from './ScopeInputs.tsx'

/** A file of addresses that another tool had blocked. Its lines are blocked; those that cannot be read are listed. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const translate = useTranslate()
  const queryClient = useQueryClient()
  const id = useId()
  const [text, setText] = useState<string | null>(null)
  const [missing, setMissing] = useState(false)
  const [result, setResult] = useState<Imported | null>(null)
  const save = async (scope: Scope) => {
    setMissing(text === null)
    if (text === null) return
    setResult(await blocked.import({ ...scopeOf(scope), text }))
    await queryClient.invalidateQueries({ queryKey: ['suppressions'] })
  }
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={id}>
      <DialogTitle id={id}>{translate('consent.blocked.import_title')}</DialogTitle>
      <DialogContent>
        {result ? (
          <ImportResult result={result} onClose={onClose} />
        ) : (
          <>
            <Typography sx={{ mb: 1.5 }}>{translate('consent.blocked.import_text')}</Typography>
            <ApiForm<Scope>
              defaultValues={{ reason: 'import' }}
              save={save}
              submit="consent.blocked.import_run"
              onCancel={onClose}
            >
              <FileChoice missing={missing && text === null} onText={setText} />
              <ScopeInputs />
            </ApiForm>
          </>
        )}
      </DialogContent>
    </Dialog>
  )
}
