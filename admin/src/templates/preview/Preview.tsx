import Alert from '@mui/material/Alert'
import FormControlLabel from '@mui/material/FormControlLabel'
import Skeleton from '@mui/material/Skeleton'
import Stack from '@mui/material/Stack'
import Switch from '@mui/material/Switch'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { api } from '../../data/api.ts'
import { isProblem } from '../../data/problem.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { PersonPicker, type PickedPerson } from '../../parts/PersonPicker.tsx'
import { Section } from '../../parts/Section.tsx'
import { useCan } from '../../session/useSession.ts'
import type { ContentField } from '../content.ts'
import type { Editing } from '../draft/useEditing.ts'
import type { Rendered } from '../types.ts'
import { InboxLine } from './InboxLine.tsx'
import { Shown } from './Shown.tsx'

export const VIEWS = ['desktop', 'phone', 'text'] as const
export type View = (typeof VIEWS)[number]

interface PreviewProps {
  readonly editing: Editing
  readonly schema: object
  readonly fields: readonly ContentField[]
  readonly locale: string
  readonly onLocale: (locale: string) => void
}

/** What is saved, as any person gets it: in the inbox's list, on a desk, on a phone, in the dark, as text. */
export function Preview({ editing, schema, fields, locale, onLocale }: PreviewProps) {
  const translate = useTranslate()
  const { language } = useFormat()
  const mayChoose = useCan('contacts:read')
  const [person, setPerson] = useState<PickedPerson | null>(null)
  const [view, setView] = useState<View>('desktop')
  const [dark, setDark] = useState(false)
  const { template } = editing.base
  const { data, error, isPending, refetch } = useRendered(template.id, template.updatedAt, person, locale)
  const own = person?.locale
  const theirs = own ? [own, own.split('-')[0]!].find((one) => one in editing.draft.contents) : undefined
  const hasHtml = fields.some(({ schema: one }) => one.template === 'html')
  return (
    <Section title={translate('templates.preview')}>
      {mayChoose && (
        <PersonPicker
          label={translate('templates.preview_as')}
          hint={translate('templates.preview_as_hint')}
          value={person}
          onChange={setPerson}
        />
      )}
      {theirs && theirs !== locale && (
        <Alert severity="info" sx={{ my: 1 }}>
          <button
            type="button"
            onClick={() => onLocale(theirs)}
            style={{
              font: 'inherit',
              color: 'inherit',
              background: 'none',
              border: 0,
              padding: 0,
              textDecoration: 'underline',
              cursor: 'pointer',
            }}
          >
            {translate('templates.gets_language', { language: language(theirs) })}
          </button>
        </Alert>
      )}
      {hasHtml && (
        <Stack direction="row" sx={{ gap: 1.5, my: 1, flexWrap: 'wrap', alignItems: 'center' }}>
          <ToggleButtonGroup
            size="small"
            exclusive
            value={view}
            onChange={(_event, next: View | null) => next && setView(next)}
            aria-label={translate('templates.view')}
          >
            {VIEWS.map((one) => (
              <ToggleButton key={one} value={one}>
                {translate(`templates.views.${one}`)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
          <FormControlLabel
            control={<Switch size="small" checked={dark} onChange={(_event, on) => setDark(on)} />}
            label={translate('templates.dark')}
          />
        </Stack>
      )}
      {isProblem(error) && error.code === 'content' ? (
        <Alert severity="warning">{translate('templates.preview_broken')}</Alert>
      ) : (
        <ErrorNote error={error} onRetry={() => void refetch()} />
      )}
      {isPending && locale !== '' && <Skeleton variant="rounded" height={360} />}
      {data && !error && (
        <>
          <InboxLine fields={fields} rendered={data} dark={dark} />
          <Shown schema={schema} fields={fields} rendered={data} view={view} dark={dark} />
        </>
      )}
    </Section>
  )
}

function useRendered(id: string, updatedAt: string, person: PickedPerson | null, locale: string) {
  const request = { ...(person ? { contactId: person.id } : {}), ...(locale ? { locale } : {}) }
  const path = `/templates/${id}/preview`
  return useQuery<Rendered>({
    queryKey: ['api', path, request, updatedAt],
    queryFn: ({ signal }) => api.post<Rendered>(path, request, { signal }),
    enabled: locale !== '',
    placeholderData: keepPreviousData,
    retry: false,
  })
}
