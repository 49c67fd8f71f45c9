import DarkIcon from '@mui/icons-material/DarkModeOutlined'
import DesktopIcon from '@mui/icons-material/DesktopWindowsOutlined'
import PhoneIcon from '@mui/icons-material/PhoneIphoneOutlined'
import Box from '@mui/material/Box'
import Stack from '@mui/material/Stack'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { MailFrame } from '../../parts/MailFrame.tsx'

/** A usual phone, in CSS pixels. */
const PHONE = 390

/** The HTML of a message in a frame without rights: wide, as a phone shows it, in the dark. */
export function Html({ html, title }: { html: string; title: string }) {
  const translate = useTranslate()
  const [width, setWidth] = useState<'desktop' | 'phone'>('desktop')
  const [dark, setDark] = useState(false)
  return (
    <>
      <Stack direction="row" sx={{ gap: 1, mb: 1, flexWrap: 'wrap' }}>
        <ToggleButtonGroup
          exclusive
          size="small"
          value={width}
          onChange={(_event, next: 'desktop' | 'phone' | null) => next && setWidth(next)}
          aria-label={translate('sandbox.width')}
        >
          <ToggleButton value="desktop">
            <DesktopIcon fontSize="small" sx={{ mr: 0.75 }} />
            {translate('sandbox.desktop')}
          </ToggleButton>
          <ToggleButton value="phone">
            <PhoneIcon fontSize="small" sx={{ mr: 0.75 }} />
            {translate('sandbox.phone')}
          </ToggleButton>
        </ToggleButtonGroup>
        <ToggleButton size="small" value="dark" selected={dark} onChange={() => setDark(!dark)}>
          <DarkIcon fontSize="small" sx={{ mr: 0.75 }} />
          {translate('sandbox.dark')}
        </ToggleButton>
      </Stack>
      <Box
        sx={{
          display: 'flex',
          justifyContent: width === 'phone' ? 'center' : 'stretch',
          '& > *': { flex: width === 'phone' ? undefined : 1 },
        }}
      >
        <MailFrame html={html} title={title} dark={dark} width={width === 'phone' ? PHONE : '100%'} height={640} />
      </Box>
    </>
  )
}
