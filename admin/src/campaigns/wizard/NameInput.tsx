import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'

/** What the campaign is called: for colleagues, recipients do not see it. */
export function NameInput({ name, onChange }: { name: string; onChange: (name: string) => void }) {
  const translate = useTranslate()
  const empty = name.trim() === ''
  return (
    <TextField
      label={translate('campaigns.fields.name')}
      value={name}
      onChange={(event) => onChange(event.target.value)}
      error={empty}
      helperText={empty ? translate('errors.field.required') : translate('campaigns.hints.name')}
      slotProps={{ htmlInput: { maxLength: 200 } }}
      sx={{ maxWidth: 560, mt: 1, mb: 2 }}
    />
  )
}
