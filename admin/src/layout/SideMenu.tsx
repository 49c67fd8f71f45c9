import Box from '@mui/material/Box'
import Drawer from '@mui/material/Drawer'
import List from '@mui/material/List'
import ListItem from '@mui/material/ListItem'
import ListItemButton from '@mui/material/ListItemButton'
import ListItemIcon from '@mui/material/ListItemIcon'
import ListItemText from '@mui/material/ListItemText'
import type { Theme } from '@mui/material/styles'
import Typography from '@mui/material/Typography'
import useMediaQuery from '@mui/material/useMediaQuery'
import { useTranslate } from 'ra-core'
import { NavLink } from 'react-router-dom'
import { useFormat } from '../i18n/useFormat.ts'
import type { MenuEntry } from '../registry.ts'
import { useMe } from '../session/useSession.ts'
import { menuFor } from './menu.ts'

const WIDTH = 232

/** Beside the page where there is room (from 900 px on), over it elsewhere. Shows what the role allows. */
export function SideMenu({ open, onClose }: { open: boolean; onClose: () => void }) {
  const wide = useMediaQuery((theme: Theme) => theme.breakpoints.up('md'), { noSsr: true })
  if (wide)
    return (
      <Box
        sx={{
          width: WIDTH,
          flexShrink: 0,
          position: 'sticky',
          top: 56,
          height: 'calc(100vh - 56px)',
          overflowY: 'auto',
        }}
      >
        <Entries />
      </Box>
    )
  return (
    <Drawer open={open} onClose={onClose} slotProps={{ paper: { sx: { width: WIDTH } } }}>
      <Entries onPick={onClose} />
    </Drawer>
  )
}

function Entries({ onPick }: { onPick?: () => void }) {
  const translate = useTranslate()
  const { permissions } = useMe()
  return (
    <Box component="nav" aria-label={translate('shell.menu')} sx={{ p: 1 }}>
      {menuFor(permissions).map((entries) => (
        <Group key={entries[0]!.group} entries={entries} onPick={onPick} />
      ))}
    </Box>
  )
}

function Group({ entries, onPick }: { entries: readonly MenuEntry[]; onPick: (() => void) | undefined }) {
  const translate = useTranslate()
  const { localized } = useFormat()
  const { group } = entries[0]!
  return (
    <>
      <Typography variant="caption" component="h2" sx={{ px: 2, pt: 1.5, color: 'text.secondary' }}>
        {translate(`shell.groups.${group}`)}
      </Typography>
      <List dense>
        {entries.map(({ to, icon: Icon, label }) => (
          <ListItem key={to} disablePadding>
            <ListItemButton
              component={NavLink}
              to={to}
              onClick={onPick}
              sx={{ borderRadius: 1, '&.active': { bgcolor: 'action.selected', color: 'primary.main' } }}
            >
              <ListItemIcon sx={{ minWidth: 36, color: 'inherit' }}>
                <Icon />
              </ListItemIcon>
              <ListItemText primary={localized(label)} />
            </ListItemButton>
          </ListItem>
        ))}
      </List>
    </>
  )
}
