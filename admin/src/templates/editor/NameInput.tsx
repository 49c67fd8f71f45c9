import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import type { Editing } from '../draft/useEditing.ts'

/** For colleagues; recipients never see it, unless the content names the campaign. */
export function NameInput({ editing }: { editing: Editing }) {
  const translate = useTranslate()
  const empty = editing.draft.name.trim() === ''
  return (
    <TextField
      label={translate('templates.name')}
      value={editing.draft.name}
      onChange={(event) => editing.change({ name: event.target.value })}
      error={empty}
      helperText={empty ? translate('templates.name_missing') : undefined}
      slotProps={{ htmlInput: { maxLength: 200 } }}
      sx={{ maxWidth: 520 }}
    />
  )
}
