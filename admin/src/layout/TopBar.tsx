import MenuIcon from '@mui/icons-material/Menu'
import SearchIcon from '@mui/icons-material/Search'
import AppBar from '@mui/material/AppBar'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import Toolbar from '@mui/material/Toolbar'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { HelpMenu } from './HelpMenu.tsx'
import { openPalette } from './palette-state.ts'
import { ThemeSwitch } from './ThemeSwitch.tsx'
import { UserMenu } from './UserMenu.tsx'
import { WorkspaceSwitch } from './WorkspaceSwitch.tsx'

const SHORTCUT = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K'

export function TopBar({ onMenu }: { onMenu: () => void }) {
  const translate = useTranslate()
  return (
    <AppBar
      position="sticky"
      elevation={0}
      color="default"
      sx={{ bgcolor: 'background.paper', borderBottom: 1, borderColor: 'divider', backgroundImage: 'none' }}
    >
      <Toolbar variant="dense" sx={{ minHeight: 56, gap: 0.5 }}>
        <IconButton onClick={onMenu} aria-label={translate('shell.menu')} edge="start" sx={{ display: { md: 'none' } }}>
          <MenuIcon />
        </IconButton>
        <Box
          component={Link}
          to="/"
          aria-label={`Carillon: ${translate('shell.home')}`}
          sx={{ display: 'flex', alignItems: 'center', gap: 1, color: 'text.primary', textDecoration: 'none', mr: 1 }}
        >
          <img src="/icon.svg" alt="" width={26} height={26} />
          <Box component="span" sx={{ fontWeight: 700, display: { xs: 'none', sm: 'inline' } }}>
            Carillon
          </Box>
        </Box>
        <WorkspaceSwitch />
        <Box sx={{ flex: 1 }} />
        <Button
          onClick={openPalette}
          color="inherit"
          variant="outlined"
          size="small"
          startIcon={<SearchIcon />}
          sx={{ color: 'text.secondary', borderColor: 'divider', display: { xs: 'none', sm: 'inline-flex' } }}
        >
          {translate('palette.open')}{' '}
          <Box component="kbd" sx={{ ml: 1, fontSize: 12 }}>
            {SHORTCUT}
          </Box>
        </Button>
        <IconButton onClick={openPalette} aria-label={translate('palette.open')} sx={{ display: { sm: 'none' } }}>
          <SearchIcon />
        </IconButton>
        <HelpMenu />
        <ThemeSwitch />
        <UserMenu />
      </Toolbar>
    </AppBar>
  )
}
