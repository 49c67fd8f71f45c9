import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { imports } from '../calls.ts'
import type { Import } from '../types.ts'
import { type ConsentDraft, ConsentSection, consentOf, draftOf } from './ConsentSection.tsx'
import { FormatSection } from './FormatSection.tsx'
import { Mapping } from './Mapping.tsx'
import { PreviewSection } from './PreviewSection.tsx'
import { ReadingSection } from './ReadingSection.tsx'
import { TreatmentSection } from './TreatmentSection.tsx'
import { useChange } from './useChange.ts'

/** Everything that is said before the start. Each change is stored at once: a reload loses nothing. */
export function Setup({ one }: { one: Import }) {
  const translate = useTranslate()
  const queryClient = useQueryClient()
  const { change, busy, error } = useChange(one.id)
  const [draft, setDraft] = useState<ConsentDraft>(() => draftOf(one.options.consent))
  const consent = consentOf(draft)
  const start = useAsyncAction(
    async () => {
      if (!(await change({ consent: consent ?? null }))) return
      queryClient.setQueryData(['api', `/imports/${one.id}`], await imports.start(one.id))
    },
    { changes: [`/imports/${one.id}`, 'imports'], quiet: true },
  )
  const missing = [
    !one.detected.encoding.certain && 'encoding',
    !one.options.columns.some(({ target }) => target.startsWith('address:') || target === 'externalId') && 'address',
    draft.given && consent === null && 'consent',
  ].filter((what) => what !== false)
  // Another way to read the file is another set of columns.
  const reading = JSON.stringify([one.detected.delimiter, one.detected.header, one.detected.encoding.encoding])
  return (
    <>
      <FormatSection one={one} change={change} busy={busy} />
      <Mapping key={reading} one={one} change={change} error={error} />
      <ReadingSection one={one} change={change} />
      <TreatmentSection one={one} change={change} />
      <ConsentSection
        draft={draft}
        onChange={setDraft}
        onSettled={(next) => {
          const complete = consentOf(next)
          if (complete || !next.given) void change({ consent: complete ?? null })
        }}
      />
      <PreviewSection id={one.id} />
      {missing.length > 0 && (
        <Alert severity="warning" sx={{ mb: 2 }}>
          {translate('imports.missing_title')}
          <ul style={{ margin: '4px 0 0', paddingLeft: 20 }}>
            {missing.map((what) => (
              <li key={what}>{translate(`imports.missing.${what}`)}</li>
            ))}
          </ul>
        </Alert>
      )}
      <ErrorNote error={start.error ?? error} />
      <Stack direction="row" sx={{ justifyContent: 'flex-end', gap: 1 }}>
        <Button
          variant="contained"
          size="large"
          disabled={start.busy || busy || missing.length > 0}
          onClick={() => void start.run()}
        >
          {translate('imports.start')}
        </Button>
      </Stack>
    </>
  )
}
