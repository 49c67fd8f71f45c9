import MoreIcon from '@mui/icons-material/MoreVert'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { useCan } from '../../session/useSession.ts'
import type { ContentField } from '../content.ts'
import type { Editing } from '../draft/useEditing.ts'
import { RemoveDialog } from '../list/RemoveDialog.tsx'
import { useDuplicate } from '../list/useDuplicate.ts'
import { TrialDialog } from '../trial/TrialDialog.tsx'
import type { Place } from '../types.ts'
import { VersionsDialog } from '../versions/VersionsDialog.tsx'
import { PublishDialog } from './PublishDialog.tsx'

interface ActionsProps {
  readonly editing: Editing
  readonly fields: readonly ContentField[]
  readonly onPlace: (place: Place) => void
}

type Dialog = 'publish' | 'versions' | 'trial' | 'remove'

/** What can be done with the template that is open. */
export function Actions({ editing, fields, onPlace }: ActionsProps) {
  const translate = useTranslate()
  const navigate = useNavigate()
  const may = {
    write: useCan('templates:write'),
    publish: useCan('templates:publish'),
    send: useCan('messages:send'),
  }
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const [open, setOpen] = useState<Dialog | null>(null)
  const { template } = editing.base
  const duplicate = useDuplicate(template)
  const close = () => setOpen(null)
  const choose = (what: () => void) => () => {
    setAnchor(null)
    what()
  }
  const hasDraft = template.draftVersion !== null || editing.keeping.is !== 'saved'
  return (
    <>
      {may.send && (
        <Button variant="outlined" onClick={() => setOpen('trial')}>
          {translate('templates.send_trial')}
        </Button>
      )}
      <Button variant="outlined" onClick={() => setOpen('versions')}>
        {translate('templates.versions')}
      </Button>
      {may.publish && (
        <Button variant="contained" disabled={!hasDraft} onClick={() => setOpen('publish')}>
          {translate('templates.publish')}
        </Button>
      )}
      {may.write && (
        <IconButton
          aria-label={translate('templates.actions_of', { name: template.name })}
          aria-haspopup="menu"
          onClick={(event) => setAnchor(event.currentTarget)}
        >
          <MoreIcon />
        </IconButton>
      )}
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem disabled={duplicate.busy} onClick={choose(() => void duplicate.run())}>
          {translate('templates.duplicate')}
        </MenuItem>
        <MenuItem onClick={choose(() => setOpen('remove'))}>{translate('ra.action.delete')}</MenuItem>
      </Menu>
      {open === 'publish' && <PublishDialog {...{ editing, fields }} onPlace={onPlace} onClose={close} />}
      {open === 'versions' && <VersionsDialog editing={editing} mayWrite={may.write} onClose={close} />}
      {open === 'trial' && <TrialDialog editing={editing} onClose={close} />}
      {open === 'remove' && (
        <RemoveDialog template={template} onRemoved={() => navigate('/templates', { replace: true })} onClose={close} />
      )}
    </>
  )
}
