import DarkIcon from '@mui/icons-material/DarkModeOutlined'
import LightIcon from '@mui/icons-material/LightModeOutlined'
import IconButton from '@mui/material/IconButton'
import Tooltip from '@mui/material/Tooltip'
import { useTranslate } from 'ra-core'
import { useTheme } from 'ra-ui-materialui'

/** Light or dark; until somebody chooses it is as the system has it. */
export function ThemeSwitch() {
  const translate = useTranslate()
  const [theme, setTheme] = useTheme()
  const dark = theme === 'dark'
  const label = translate(dark ? 'shell.to_light' : 'shell.to_dark')
  return (
    <Tooltip title={label}>
      <IconButton onClick={() => setTheme(dark ? 'light' : 'dark')} aria-label={label}>
        {dark ? <LightIcon /> : <DarkIcon />}
      </IconButton>
    </Tooltip>
  )
}
