import Button from '@mui/material/Button'
import Chip from '@mui/material/Chip'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import type { Editing } from '../draft/useEditing.ts'
import { ConflictDialog } from './ConflictDialog.tsx'

/** Whether what is written is on the server, and where it is not, what to do. */
export function SavedMark({ editing }: { editing: Editing }) {
  const translate = useTranslate()
  const { keeping, base } = editing
  const [later, setLater] = useState(false)
  const stale = keeping.is === 'stale' ? keeping.theirs : null
  const { draftVersion, publishedVersion } = base.template
  return (
    <>
      {publishedVersion !== null && (
        <Chip
          color="success"
          variant="outlined"
          label={translate('templates.published_as', { number: publishedVersion })}
        />
      )}
      {draftVersion !== null && <Chip variant="outlined" label={translate('templates.states.draft')} />}
      <span role="status" style={{ fontSize: 13 }}>
        {translate(`templates.keeping.${keeping.is}`)}
      </span>
      {keeping.is === 'failed' && <ErrorNote error={keeping.error} onRetry={() => void editing.save()} />}
      {keeping.is === 'gone' && <ErrorNote error={keeping.error} />}
      {stale && later && (
        <Button size="small" variant="outlined" onClick={() => setLater(false)}>
          {translate('templates.conflict_open')}
        </Button>
      )}
      {stale && !later && <ConflictDialog editing={editing} theirs={stale} onClose={() => setLater(true)} />}
    </>
  )
}
