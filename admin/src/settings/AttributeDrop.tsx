import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useAsyncAction } from '../data/useAsyncAction.ts'
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { settings } from './calls.ts'
import type { Attribute } from './types.ts'

/** Takes a declaration back; with it, if one says so, the values that people have. */
export function AttributeDrop({ attribute, onClose }: { attribute: Attribute; onClose: () => void }) {
  const translate = useTranslate()
  const [values, setValues] = useState(false)
  const drop = useAsyncAction(() => settings.dropAttribute(attribute.name, values), {
    done: 'settings.attributes.dropped',
    changes: ['attributes', '/attributes'],
    quiet: true,
  })
  return (
    <ConfirmDialog
      key={String(values)}
      title={translate('settings.attributes.drop_title', { name: attribute.name })}
      confirm={translate('ra.action.remove')}
      {...(values ? { typed: attribute.name } : {})}
      danger
      busy={drop.busy}
      onConfirm={() => void drop.run().then((done) => done && onClose())}
      onClose={onClose}
    >
      {translate('settings.attributes.drop_text')}
      <FormControlLabel
        sx={{ display: 'flex', mt: 1 }}
        control={<Checkbox checked={values} onChange={(_event, on) => setValues(on)} />}
        label={translate('settings.attributes.drop_values')}
      />
      <ErrorNote error={drop.error} />
    </ConfirmDialog>
  )
}
