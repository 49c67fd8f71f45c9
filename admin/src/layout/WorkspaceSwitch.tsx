import ExpandIcon from '@mui/icons-material/UnfoldMore'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { useAsyncAction } from '../data/useAsyncAction.ts'
import { switchWorkspace } from '../session/session.ts'
import { useMe } from '../session/useSession.ts'

/** The workspace one is in; a menu where there are several. */
export function WorkspaceSwitch() {
  const translate = useTranslate()
  const navigate = useNavigate()
  const me = useMe()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const { run } = useAsyncAction(async (id: string) => {
    await switchWorkspace(id)
    navigate('/')
  })
  const here = me.workspaces.find(({ id }) => id === me.workspaceId)
  const name = (
    <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
      {here?.name}
    </Box>
  )
  if (me.workspaces.length < 2) return <Box sx={{ color: 'text.secondary', minWidth: 0, display: 'flex' }}>{name}</Box>
  return (
    <>
      <Button
        color="inherit"
        endIcon={<ExpandIcon />}
        aria-haspopup="menu"
        aria-label={`${translate('shell.workspace')}: ${here?.name}`}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ minWidth: 0 }}
      >
        {name}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {me.workspaces.map(({ id, name: label }) => (
          <MenuItem
            key={id}
            selected={id === me.workspaceId}
            onClick={() => {
              setAnchor(null)
              if (id !== me.workspaceId) void run(id)
            }}
          >
            {label}
          </MenuItem>
        ))}
      </Menu>
    </>
  )
}
