import Autocomplete from '@mui/material/Autocomplete'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import { type FormEvent, useId, useState } from 'react'
import { useFormat } from '../../i18n/useFormat.ts'
import type { Editing } from '../draft/useEditing.ts'

/** Offered first; any other tag may be typed. */
const USUAL =
  'en fr es de it pt nl pl sv da fi nb cs ro hu el tr uk ar he ja ko zh en-US en-GB fr-CA es-MX pt-BR'.split(' ')

function canonical(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag.trim())[0] ?? null
  } catch {
    return null
  }
}

/** Another language, begun from one that is there: most of a mail is the same in each. */
export function AddLanguage({ editing, onClose }: { editing: Editing; onClose: (added?: string) => void }) {
  const translate = useTranslate()
  const { language } = useFormat()
  const id = useId()
  const { contents, defaultLocale } = editing.draft
  const there = Object.keys(contents)
  const [tag, setTag] = useState('')
  const [from, setFrom] = useState(there.includes(defaultLocale) ? defaultLocale : '')
  const locale = canonical(tag)
  const wrong = tag.trim() !== '' && (locale === null || there.includes(locale))
  const add = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    if (!locale || wrong) return
    editing.change({ contents: { ...contents, [locale]: structuredClone(contents[from] ?? {}) } })
    onClose(locale)
  }
  return (
    <Dialog open onClose={() => onClose()} aria-labelledby={id} fullWidth maxWidth="xs">
      <form onSubmit={add}>
        <DialogTitle id={id}>{translate('templates.add_language')}</DialogTitle>
        <DialogContent>
          <Autocomplete
            freeSolo
            options={USUAL.filter((one) => !there.includes(one))}
            getOptionLabel={(one) => one}
            renderOption={({ key, ...props }, one) => (
              <li key={key} {...props}>
                {language(one)} ({one})
              </li>
            )}
            filterOptions={(options, { inputValue }) =>
              options.filter((one) => `${one} ${language(one)}`.toLowerCase().includes(inputValue.toLowerCase()))
            }
            inputValue={tag}
            onInputChange={(_event, next) => setTag(next)}
            renderInput={(props) => (
              <TextField
                {...props}
                autoFocus
                label={translate('templates.language')}
                error={wrong}
                helperText={translate(wrong ? 'templates.language_wrong' : 'templates.language_hint')}
              />
            )}
          />
          <TextField
            select
            label={translate('templates.copy_from')}
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          >
            <MenuItem value="">{translate('templates.copy_nothing')}</MenuItem>
            {there.map((one) => (
              <MenuItem key={one} value={one}>
                {language(one)}
              </MenuItem>
            ))}
          </TextField>
        </DialogContent>
        <DialogActions>
          <Button onClick={() => onClose()}>{translate('ra.action.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={!locale || wrong}>
            {translate('templates.add_language')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
