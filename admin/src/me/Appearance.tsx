import Box from '@mui/material/Box'
import Stack from '@mui/material/Stack'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import Typography from '@mui/material/Typography'
import { useRemoveFromStore, useStore, useTranslate } from 'ra-core'
import { type ReactNode, useId } from 'react'
import { LanguageSwitch } from '../layout/LanguageSwitch.tsx'
import { Section } from '../parts/Section.tsx'

/** Language and colours, kept in this browser. */
export function Appearance() {
  const translate = useTranslate()
  return (
    <Section title={translate('me.appearance')}>
      <Stack sx={{ gap: 2 }}>
        <Named name={translate('shell.language')}>
          <LanguageSwitch />
        </Named>
        <Named name={translate('me.colours')}>
          <Colours />
        </Named>
        <Typography variant="body2" color="textSecondary">
          {translate('me.appearance_hint')}
        </Typography>
      </Stack>
    </Section>
  )
}

function Named({ name, children }: { name: string; children: ReactNode }) {
  const id = useId()
  return (
    <Box role="group" aria-labelledby={id}>
      <Typography id={id} variant="body2" color="textSecondary" sx={{ mb: 0.5 }}>
        {name}
      </Typography>
      {children}
    </Box>
  )
}

const CHOICES = ['system', 'light', 'dark'] as const
type Choice = (typeof CHOICES)[number]

/** react-admin's store holds what was chosen; where nothing is, the system decides. */
function Colours() {
  const translate = useTranslate()
  const [theme, setTheme] = useStore<Choice>('theme', 'system')
  const forget = useRemoveFromStore('theme')
  const choose = (next: Choice | null) => {
    if (next === 'system') forget()
    else if (next) setTheme(next)
  }
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      value={theme}
      onChange={(_event, next: Choice | null) => choose(next)}
      aria-label={translate('me.colours')}
    >
      {CHOICES.map((choice) => (
        <ToggleButton key={choice} value={choice} sx={{ px: 1.5, textTransform: 'none' }}>
          {translate(`me.themes.${choice}`)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
