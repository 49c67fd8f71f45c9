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
import { type Scope, ScopeInputs, scopeOf } from './ScopeInputs.tsx'

interface Values extends Scope {
  readonly addresses?: string
}

/** Blocks addresses that are typed or pasted, one a line: all of them, or none where one cannot be read. */
export function AddDialog({ onClose }: { onClose: () => void }) {
  const translate = useTranslate()
  const notify = useNotify()
  const queryClient = useQueryClient()
  const id = useId()
  const save = async ({ addresses = '', ...scope }: Values) => {
    const lines = addresses.split(/[\n;,]+/).map((line) => line.trim())
    const { added, strengthened, known } = await blocked.add({ ...scopeOf(scope), addresses: lines.filter(Boolean) })
    await queryClient.invalidateQueries({ queryKey: ['suppressions'] })
    notify(translate('consent.blocked.added', { added, known: known + strengthened }), { type: 'success' })
    onClose()
  }
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={id}>
      <DialogTitle id={id}>{translate('consent.blocked.add')}</DialogTitle>
      <DialogContent>
        <Typography sx={{ mb: 1 }}>{translate('consent.blocked.add_text')}</Typography>
        <ApiForm<Values>
          defaultValues={{ reason: 'manual' }}
          save={save}
          submit="consent.blocked.add"
          onCancel={onClose}
        >
          <TextInput
            source="addresses"
            label="consent.blocked.addresses"
            helperText="consent.blocked.addresses_hint"
            multiline
            minRows={3}
            maxRows={10}
            autoFocus
          />
          <ScopeInputs />
        </ApiForm>
      </DialogContent>
    </Dialog>
  )
}
