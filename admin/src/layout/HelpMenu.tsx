import HelpIcon from '@mui/icons-material/HelpOutlined'
import IconButton from '@mui/material/IconButton'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { Link } from 'react-router-dom'

/** The tour again, the guide, and the documents. Where it is narrow both stand in the user's menu. */
export function HelpMenu() {
  const translate = useTranslate()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const close = () => setAnchor(null)
  return (
    <>
      <IconButton
        onClick={(event) => setAnchor(event.currentTarget)}
        aria-label={translate('shell.help')}
        aria-haspopup="menu"
        sx={{ display: { xs: 'none', sm: 'inline-flex' } }}
      >
        <HelpIcon />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={close}>
        <MenuItem component={Link} to="/home?tour=1" onClick={close}>
          {translate('shell.tour')}
        </MenuItem>
        <MenuItem component={Link} to="/help" onClick={close}>
          {translate('shell.guide')}
        </MenuItem>
        <MenuItem component="a" href="/docs" target="_blank" rel="noopener" onClick={close}>
          {translate('shell.help_api')}
        </MenuItem>
      </Menu>
    </>
  )
}
