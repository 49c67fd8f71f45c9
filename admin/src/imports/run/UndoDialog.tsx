import Skeleton from '@mui/material/Skeleton'
import { useTranslate } from 'ra-core'
import { isProblem } from '../../data/problem.ts'
import { useApi } from '../../data/useApi.ts'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { ConfirmDialog } from '../../parts/ConfirmDialog.tsx'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { imports } from '../calls.ts'
import type { Import, ImportUndo } from '../types.ts'
import { UndoCounts } from './UndoCounts.tsx'

/** Shows what would go and what would stay before anything is done. */
export function UndoDialog({ one, onClose }: { one: Import; onClose: () => void }) {
  const translate = useTranslate()
  const { number } = useFormat()
  const { data, error, refetch } = useApi<ImportUndo>(`/imports/${one.id}/undo`)
  const undo = useAsyncAction(
    async () => {
      await imports.undo(one.id)
      onClose()
    },
    { changes: [`/imports/${one.id}`, `/imports/${one.id}/undo`, 'imports'], quiet: true },
  )
  const impossible = isProblem(error) && error.code === 'conflict'
  return (
    <ConfirmDialog
      title={translate('imports.undo_title')}
      confirm={translate('imports.undo')}
      {...(data && data.people > 0 ? { typed: number(data.people) } : {})}
      danger
      busy={undo.busy || !data}
      onConfirm={() => void undo.run()}
      onClose={onClose}
    >
      {data ? <UndoCounts undo={data} /> : !error && <Skeleton height={120} />}
      {impossible ? translate('imports.undo_impossible') : <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data && translate('imports.undo_text')}
      <ErrorNote error={undo.error} />
    </ConfirmDialog>
  )
}
