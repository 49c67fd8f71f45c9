import Skeleton from '@mui/material/Skeleton'
import { useTranslate } from 'ra-core'
import { isProblem } from '../../data/problem.ts'
import { useApi } from '../../data/useApi.ts'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { ConfirmDialog } from '../../parts/ConfirmDialog.tsx'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { templates } from '../calls.ts'
import type { Template, Usage } from '../types.ts'

interface RemoveDialogProps {
  readonly template: Template
  readonly onRemoved?: () => void
  readonly onClose: () => void
}

/** Deletes a template that nobody was sent; tells first which campaigns name it. */
export function RemoveDialog({ template, onRemoved, onClose }: RemoveDialogProps) {
  const translate = useTranslate()
  const { data, error: unread } = useApi<Usage>(`/templates/${template.id}/usage`)
  const { run, busy, error } = useAsyncAction(
    async () => {
      await templates.remove(template.id)
      onClose()
      onRemoved?.()
    },
    { done: 'templates.removed', changes: ['templates'], quiet: true },
  )
  return (
    <ConfirmDialog
      title={translate('templates.remove_title', { name: template.name })}
      confirm={translate('ra.action.delete')}
      danger
      busy={busy}
      onConfirm={() => void run()}
      onClose={onClose}
    >
      <p style={{ marginTop: 0 }}>{translate('templates.remove_text')}</p>
      <ErrorNote error={unread} />
      {!data && !unread && <Skeleton height={40} />}
      {data && data.campaigns.length > 0 && (
        <>
          {translate('templates.used_by', { smart_count: data.campaigns.length })}
          <ul style={{ margin: '4px 0', paddingLeft: 20, overflowWrap: 'anywhere' }}>
            {data.campaigns.map(({ id, name, state }) => (
              <li key={id}>
                {name} ({translate(`campaign_states.${state}`)})
              </li>
            ))}
          </ul>
        </>
      )}
      {data?.campaigns.length === 0 && translate('parts.used_nowhere')}
      {isProblem(error) && error.code === 'conflict' ? (
        <strong>{translate('templates.was_sent')}</strong>
      ) : (
        <ErrorNote error={error} />
      )}
    </ConfirmDialog>
  )
}
