import MoreIcon from '@mui/icons-material/MoreVert'
import IconButton from '@mui/material/IconButton'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { Link } from 'react-router-dom'
import type { Template } from '../types.ts'
import { RemoveDialog } from './RemoveDialog.tsx'
import { useDuplicate } from './useDuplicate.ts'

/** What can be done with one template of the list. */
export function RowMenu({ row, mayWrite }: { row: Template; mayWrite: boolean }) {
  const translate = useTranslate()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const [removing, setRemoving] = useState(false)
  const duplicate = useDuplicate(row)
  const choose = (what: () => void) => () => {
    setAnchor(null)
    what()
  }
  return (
    <>
      <IconButton
        size="small"
        aria-label={translate('templates.actions_of', { name: row.name })}
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <MoreIcon fontSize="small" />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem component={Link} to={`/templates/${row.id}`} onClick={() => setAnchor(null)}>
          {translate('templates.open')}
        </MenuItem>
        {mayWrite && (
          <MenuItem disabled={duplicate.busy} onClick={choose(() => void duplicate.run())}>
            {translate('templates.duplicate')}
          </MenuItem>
        )}
        {mayWrite && <MenuItem onClick={choose(() => setRemoving(true))}>{translate('ra.action.delete')}</MenuItem>}
      </Menu>
      {removing && <RemoveDialog template={row} onClose={() => setRemoving(false)} />}
    </>
  )
}
