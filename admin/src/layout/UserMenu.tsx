import AccountIcon from '@mui/icons-material/AccountCircleOutlined'
import Box from '@mui/material/Box'
import Divider from '@mui/material/Divider'
import IconButton from '@mui/material/IconButton'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import Typography from '@mui/material/Typography'
import { useLocaleState, useTranslate } from 'ra-core'
import { useState } from 'react'
import { Link } from 'react-router-dom'
import { LANGUAGES } from '../i18n/locale.ts'
import { signOut } from '../session/session.ts'
import { useMe } from '../session/useSession.ts'
import { useHelpItems } from './useHelpItems.tsx'

/** Who I am, my sessions, the language, the way out. */
export function UserMenu() {
  const translate = useTranslate()
  const me = useMe()
  const [locale, setLocale] = useLocaleState()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const close = () => setAnchor(null)
  const helpItems = useHelpItems(close)
  return (
    <>
      <IconButton
        onClick={(event) => setAnchor(event.currentTarget)}
        aria-label={translate('shell.user_menu')}
        aria-haspopup="menu"
        edge="end"
      >
        <AccountIcon />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={close}>
        <Box component="li" role="presentation" sx={{ px: 2, py: 1, maxWidth: 280 }}>
          <Typography sx={{ fontWeight: 650, overflowWrap: 'anywhere' }}>{me.name || me.email}</Typography>
          <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
            {me.email} · {translate(`roles.${me.role}`)}
          </Typography>
        </Box>
        <Divider component="li" role="separator" />
        <MenuItem component={Link} to="/me" onClick={close}>
          {translate('shell.my_account')}
        </MenuItem>
        {helpItems}
        <Divider component="li" role="separator" />
        {Object.entries(LANGUAGES).map(([code, name]) => (
          <MenuItem
            key={code}
            role="menuitemradio"
            aria-checked={code === locale}
            selected={code === locale}
            lang={code}
            onClick={() => {
              close()
              setLocale(code)
            }}
          >
            {name}
          </MenuItem>
        ))}
        <Divider component="li" role="separator" />
        <MenuItem onClick={() => void signOut()}>{translate('shell.sign_out')}</MenuItem>
      </Menu>
    </>
  )
}
