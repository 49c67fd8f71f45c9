import MoreIcon from '@mui/icons-material/MoreVert'
import IconButton from '@mui/material/IconButton'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router-dom'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { ConfirmDialog } from '../../parts/ConfirmDialog.tsx'
import { campaigns } from '../calls.ts'
import type { CampaignRow } from '../types.ts'

/** What can be done with one campaign of the list. */
export function RowMenu({ row, mayWrite }: { row: CampaignRow; mayWrite: boolean }) {
  const translate = useTranslate()
  const navigate = useNavigate()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const [removing, setRemoving] = useState(false)
  const copy = useAsyncAction(
    async () => {
      const made = await campaigns.duplicate(row.id)
      navigate(`/campaigns/${made.id}/edit`)
    },
    { done: 'campaigns.duplicated', changes: ['campaigns'] },
  )
  const remove = useAsyncAction(() => campaigns.remove(row.id), {
    done: 'campaigns.deleted',
    changes: ['campaigns'],
  })
  const close = () => setAnchor(null)
  return (
    <>
      <IconButton
        size="small"
        aria-label={translate('campaigns.actions_of', { name: row.name })}
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <MoreIcon fontSize="small" />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={close}>
        <MenuItem component={Link} to={`/campaigns/${row.id}`} onClick={close}>
          {translate('campaigns.open')}
        </MenuItem>
        <MenuItem component={Link} to={`/campaigns/compare?a=${row.id}`} onClick={close} disabled={!row.runId}>
          {translate('campaigns.compare')}
        </MenuItem>
        {mayWrite && (
          <MenuItem
            disabled={copy.busy}
            onClick={() => {
              close()
              void copy.run()
            }}
          >
            {translate('campaigns.duplicate')}
          </MenuItem>
        )}
        {mayWrite && row.state === 'draft' && (
          <MenuItem
            onClick={() => {
              close()
              setRemoving(true)
            }}
          >
            {translate('campaigns.delete')}
          </MenuItem>
        )}
      </Menu>
      {removing && (
        <ConfirmDialog
          title={translate('campaigns.delete_title', { name: row.name })}
          confirm={translate('campaigns.delete')}
          danger
          busy={remove.busy}
          onConfirm={() => void remove.run().then((done) => done && setRemoving(false))}
          onClose={() => setRemoving(false)}
        >
          {translate('campaigns.delete_text')}
        </ConfirmDialog>
      )}
    </>
  )
}
