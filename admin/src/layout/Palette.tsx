import Box from '@mui/material/Box'
import Dialog from '@mui/material/Dialog'
import { alpha } from '@mui/material/styles'
import visuallyHidden from '@mui/utils/visuallyHidden'
import { Command } from 'cmdk'
import { useTranslate } from 'ra-core'
import { useEffect, useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { useFormat } from '../i18n/useFormat.ts'
import { PAGES } from '../pages.ts'
import { useMe } from '../session/useSession.ts'
import { menuFor } from './menu.ts'
import { useSearches } from './useSearches.ts'

/** Go to a page, create something, find a person or a campaign: all by keyboard. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const translate = useTranslate()
  const { localized } = useFormat()
  const navigate = useNavigate()
  const { permissions } = useMe()
  const [text, setText] = useState('')
  const { found, busy } = useSearches(text)
  // What was found comes later than what is listed, and stands above it: Enter is for the first line.
  const [chosen, setChosen] = useState('')
  useEffect(() => {
    const first = found[0]?.hits[0]
    if (first) setChosen(first.to)
  }, [found])
  const commands = PAGES.flatMap((page) => page.commands ?? []).filter(
    ({ needs }) => !needs || permissions.includes(needs),
  )
  const go = (to: string) => {
    onClose()
    navigate(to)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      fullWidth
      maxWidth="sm"
      aria-labelledby="palette-name"
      sx={{ '& .MuiDialog-container': { alignItems: 'flex-start' } }}
    >
      <Box component="h2" id="palette-name" sx={visuallyHidden}>
        {translate('palette.open')}
      </Box>
      <Box
        component={Command}
        label={translate('palette.open')}
        sx={look}
        loop
        value={chosen}
        onValueChange={setChosen}
      >
        <Command.Input value={text} onValueChange={setText} placeholder={translate('palette.placeholder')} autoFocus />
        <Command.List>
          {!busy && <Command.Empty>{translate('palette.nothing')}</Command.Empty>}
          {found.map(({ label, hits }) => (
            <Command.Group key={localized(label)} heading={localized(label)} forceMount>
              {hits.map((hit) => (
                <Command.Item key={hit.to} value={hit.to} onSelect={() => go(hit.to)} forceMount>
                  {hit.text}
                </Command.Item>
              ))}
            </Command.Group>
          ))}
          <Command.Group heading={translate('palette.commands')}>
            {commands.map(({ label, to }) => (
              <Command.Item key={to} value={`${localized(label)} ${to}`} onSelect={() => go(to)}>
                {localized(label)}
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading={translate('palette.go_to')}>
            {menuFor(permissions)
              .flat()
              .map(({ label, to }) => (
                <Command.Item key={to} value={`${localized(label)} ${to}`} onSelect={() => go(to)}>
                  {localized(label)}
                </Command.Item>
              ))}
          </Command.Group>
        </Command.List>
      </Box>
    </Dialog>
  )
}

const look = {
  '& [cmdk-input]': {
    width: '100%',
    p: 2,
    border: 0,
    borderBottom: '1px solid',
    borderColor: 'divider',
    bgcolor: 'transparent',
    color: 'text.primary',
    font: 'inherit',
    fontSize: 17,
    outline: 'none',
  },
  '& [cmdk-list]': { maxHeight: '60vh', overflowY: 'auto', p: 1 },
  '& [cmdk-group-heading]': { px: 1.5, pt: 1.5, pb: 0.5, fontSize: 12, color: 'text.secondary' },
  '& [cmdk-item]': { px: 1.5, py: 1, borderRadius: 1, cursor: 'pointer', overflowWrap: 'anywhere' },
  '& [cmdk-item][data-selected=true]': {
    bgcolor: (theme: { palette: { primary: { main: string } } }) => alpha(theme.palette.primary.main, 0.14),
  },
  '& [cmdk-empty]': { p: 2, color: 'text.secondary' },
} as const
