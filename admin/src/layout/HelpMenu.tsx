import HelpIcon from '@mui/icons-material/HelpOutlined'
import IconButton from '@mui/material/IconButton'
import Menu from '@mui/material/Menu'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useHelpItems } from './useHelpItems.tsx'

/** The tour again, the guide, and the documents. Where it is narrow both stand in the user's menu. */
export function HelpMenu() {
  const translate = useTranslate()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const close = () => setAnchor(null)
  const helpItems = useHelpItems(close)
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
        {helpItems}
      </Menu>
    </>
  )
}
