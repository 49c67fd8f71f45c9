import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { Link } from 'react-router-dom'
import { isProblem } from '../../data/problem.ts'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { ConflictDialog } from '../draft/ConflictDialog.tsx'
import type { DraftEditing } from '../draft/useDraft.ts'

/** What keeps the draft from being saved, and the way out. */
export function Trouble({ editing }: { editing: DraftEditing }) {
  const translate = useTranslate()
  const [later, setLater] = useState<unknown>(null)
  const { keeping } = editing
  if (keeping.is === 'failed') return <ErrorNote error={keeping.error} onRetry={() => void editing.save()} />
  if (keeping.is === 'gone') {
    const launched = isProblem(keeping.error) && keeping.error.code === 'conflict'
    return (
      <Alert
        severity="warning"
        sx={{ mb: 2 }}
        action={
          <Button
            color="inherit"
            size="small"
            component={Link}
            to={launched ? `/campaigns/${editing.base.id}` : '/campaigns'}
          >
            {translate(launched ? 'campaigns.to_live' : 'campaigns.to_list')}
          </Button>
        }
      >
        {translate(launched ? 'campaigns.was_launched' : 'campaigns.was_deleted')}
      </Alert>
    )
  }
  if (keeping.is !== 'stale') return null
  return (
    <>
      <Alert
        severity="warning"
        sx={{ mb: 2 }}
        action={
          <Button color="inherit" size="small" onClick={() => setLater(null)}>
            {translate('campaigns.see_differences')}
          </Button>
        }
      >
        {translate('campaigns.changed_by_another')}
      </Alert>
      {later !== keeping && (
        <ConflictDialog editing={editing} theirs={keeping.theirs} onClose={() => setLater(keeping)} />
      )}
    </>
  )
}
