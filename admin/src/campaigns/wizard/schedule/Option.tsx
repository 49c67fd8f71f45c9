import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import Switch from '@mui/material/Switch'
import { useTranslate } from 'ra-core'
import type { ReactNode } from 'react'

interface OptionProps {
  readonly name: 'rate' | 'quiet' | 'cap' | 'expiry' | 'alarm'
  readonly on: boolean
  readonly onSwitch: (on: boolean) => void
  readonly children: ReactNode
}

/** A limit that may be left out: a switch, what holds without it, and its fields while it is on. */
export function Option({ name, on, onSwitch, children }: OptionProps) {
  const translate = useTranslate()
  return (
    <Box sx={{ mb: 1.5 }}>
      <FormControlLabel
        control={<Switch size="small" checked={on} onChange={(_event, next) => onSwitch(next)} />}
        sx={{ alignItems: 'flex-start', ml: -0.5, gap: 0.5 }}
        label={
          <>
            <Box component="span" sx={{ fontWeight: 600 }}>
              {translate(`campaigns.options.${name}.name`)}
            </Box>
            <Box component="span" sx={{ display: 'block', color: 'text.secondary', fontSize: 14 }}>
              {translate(on ? `campaigns.options.${name}.on` : `campaigns.options.${name}.off`)}
            </Box>
          </>
        }
      />
      {on && <Box sx={{ ml: { sm: 5 } }}>{children}</Box>}
    </Box>
  )
}
