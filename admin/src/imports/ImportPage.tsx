import Alert from '@mui/material/Alert'
import LinearProgress from '@mui/material/LinearProgress'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useEffect } from 'react'
import { useParams } from 'react-router-dom'
import { isProblem } from '../data/problem.ts'
import { useApi } from '../data/useApi.ts'
import { useLive } from '../data/useLive.ts'
import { NotFound } from '../layout/Missing.tsx'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { Page } from '../parts/Page.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { Actions } from './run/Actions.tsx'
import { Refused } from './run/Refused.tsx'
import { Running } from './run/Running.tsx'
import { TotalsSection } from './run/TotalsSection.tsx'
import { Undone } from './run/Undone.tsx'
import { Setup } from './setup/Setup.tsx'
import type { Import, ImportLive } from './types.ts'

/** One import, in whatever state: to be set up, on its way, done. A reload finds it as it is. */
export default function ImportPage() {
  const translate = useTranslate()
  const { id } = useParams()
  const { data: stored, error, refetch } = useApi<Import>(`/imports/${id}`)
  const one = useNewest(stored)
  if (isProblem(error) && (error.status === 404 || error.status === 422)) return <NotFound />
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (!one) return <LinearProgress aria-label={translate('shell.loading')} />
  const begun = one.state !== 'uploaded'
  return (
    <Page
      title={one.fileName || translate('imports.no_name')}
      titleExtra={<StateChip of="import_states" state={one.state} />}
      above={{ to: '/imports', label: translate('imports.title') }}
      actions={<Actions one={one} />}
    >
      {one.problem && (
        <Alert severity="error" sx={{ mb: 2 }}>
          {translate(`imports.failed.${one.problem.code}`, { _: one.problem.message })}
        </Alert>
      )}
      {!begun && <Setup one={one} />}
      {one.state === 'running' && <Running one={one} />}
      {(one.state === 'undoing' || one.state === 'undone') && <Undone one={one} />}
      {begun && <TotalsSection one={one} />}
      {begun && one.totals.refused > 0 && <Refused one={one} />}
    </Page>
  )
}

/** What is stored, with what the live connection says since; at the end it is read anew. */
function useNewest(stored: Import | undefined): Import | undefined {
  const queryClient = useQueryClient()
  const moving = stored?.state === 'running' || stored?.state === 'undoing'
  const { data } = useLive<ImportLive>(moving ? `import:${stored.id}` : null)
  const over = moving && data !== undefined && data.state !== stored.state
  useEffect(() => {
    if (!over || !stored) return
    for (const queryKey of [
      ['api', `/imports/${stored.id}`],
      ['api', `/imports/${stored.id}/undo`],
      ['imports'],
      ['contacts'],
      ['lists'],
    ])
      void queryClient.invalidateQueries({ queryKey })
  }, [over, stored, queryClient])
  if (!stored || !moving || !data || data.state !== stored.state) return stored
  // What was told before the page was read is older than the page.
  const ahead = (data.rowsDone ?? 0) >= stored.rowsDone
  return ahead
    ? {
        ...stored,
        rowsDone: data.rowsDone ?? stored.rowsDone,
        progress: data.progress ?? stored.progress,
        totals: data.totals ?? stored.totals,
      }
    : stored
}
