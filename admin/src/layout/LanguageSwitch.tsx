import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { useLocaleState, useTranslate } from 'ra-core'
import { LANGUAGES } from '../i18n/locale.ts'

export function LanguageSwitch() {
  const translate = useTranslate()
  const [locale, setLocale] = useLocaleState()
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      value={locale}
      onChange={(_event, next: string | null) => next && setLocale(next)}
      aria-label={translate('shell.language')}
    >
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <ToggleButton key={code} value={code} lang={code} sx={{ px: 1.5, textTransform: 'none' }}>
          {name}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
