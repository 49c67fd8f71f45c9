import LinearProgress from '@mui/material/LinearProgress'
import Skeleton from '@mui/material/Skeleton'
import { useTranslate } from 'ra-core'
import { useApi } from '../../data/useApi.ts'
import { useLive } from '../../data/useLive.ts'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { Section } from '../../parts/Section.tsx'
import type { Import, ImportLive, ImportUndo } from '../types.ts'
import { UndoCounts } from './UndoCounts.tsx'

/** What was taken back, or is so far. */
export function Undone({ one }: { one: Import }) {
  const translate = useTranslate()
  const undoing = one.state === 'undoing'
  const { data, error, refetch } = useApi<ImportUndo>(`/imports/${one.id}/undo`)
  const live = useLive<ImportLive>(undoing ? `import:${one.id}` : null).data?.undo
  return (
    <Section title={translate(undoing ? 'imports.undoing' : 'imports.undone')}>
      {undoing && <LinearProgress aria-label={translate('imports.undoing')} sx={{ mb: 1 }} />}
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {data ? <UndoCounts undo={live ?? data} /> : !error && <Skeleton height={80} />}
    </Section>
  )
}
