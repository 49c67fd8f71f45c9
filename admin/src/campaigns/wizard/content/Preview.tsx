import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import Skeleton from '@mui/material/Skeleton'
import Switch from '@mui/material/Switch'
import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import type { Static } from 'typebox'
import type { PreviewSchema, TemplateVersionSchema } from '../../../../../core/templates/schema.ts'
import { api } from '../../../data/api.ts'
import { useApi } from '../../../data/useApi.ts'
import { useFormat } from '../../../i18n/useFormat.ts'
import { ContentPreview } from '../../../parts/ContentPreview.tsx'
import { ErrorNote } from '../../../parts/ErrorNote.tsx'
import { PersonPicker, type PickedPerson } from '../../../parts/PersonPicker.tsx'
import { useCan } from '../../../session/useSession.ts'
import type { Template } from '../../plan/carriers.ts'

type Rendered = Static<typeof PreviewSchema>
type Version = Static<typeof TemplateVersionSchema>

/** Each person's own language, as at sending. */
const OWN = ''

/** The version that will be sent, as any person gets it, in each of its languages. */
export function Preview({ template, schema }: { template: Template; schema: object }) {
  const translate = useTranslate()
  const mayChoose = useCan('contacts:read')
  const [person, setPerson] = useState<PickedPerson | null>(null)
  const [locale, setLocale] = useState(OWN)
  const [narrow, setNarrow] = useState(false)
  const version = template.publishedVersion ?? template.draftVersion ?? undefined
  const locales = useLocales(template.id, version)
  const shown = locales.includes(locale) ? locale : OWN
  const request = {
    ...(person ? { contactId: person.id } : {}),
    ...(shown ? { locale: shown } : {}),
    ...(version ? { version } : {}),
  }
  const path = `/templates/${template.id}/preview`
  const { data, error, isPending, refetch } = useQuery<Rendered>({
    queryKey: ['api', path, request, template.updatedAt],
    queryFn: ({ signal }) => api.post<Rendered>(path, request, { signal }),
    placeholderData: keepPreviousData,
  })
  return (
    <Box role="group" aria-label={translate('campaigns.preview_of', { name: template.name })}>
      {mayChoose && (
        <PersonPicker
          label={translate('campaigns.preview_as')}
          hint={translate('campaigns.hints.preview_as')}
          value={person}
          onChange={setPerson}
        />
      )}
      <Languages locales={locales} value={shown} onChange={setLocale} />
      <FormControlLabel
        control={<Switch size="small" checked={narrow} onChange={(_event, on) => setNarrow(on)} />}
        label={translate('campaigns.preview_phone')}
        sx={{ my: 0.5, ml: 0, gap: 1 }}
      />
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton variant="rounded" height={320} />}
      {data && (
        <>
          <Warnings rendered={data} />
          <ContentPreview
            schema={schema}
            content={data.content}
            width={narrow ? 360 : '100%'}
            height={420}
            withoutText
          />
        </>
      )}
    </Box>
  )
}

interface LanguagesProps {
  readonly locales: readonly string[]
  readonly value: string
  readonly onChange: (locale: string) => void
}

function Languages({ locales, value, onChange }: LanguagesProps) {
  const translate = useTranslate()
  const { language } = useFormat()
  if (locales.length < 2) return null
  return (
    <Tabs
      value={value}
      onChange={(_event, next) => onChange(next)}
      variant="scrollable"
      allowScrollButtonsMobile
      aria-label={translate('campaigns.preview_language')}
    >
      <Tab value={OWN} label={translate('campaigns.own_language')} />
      {locales.map((locale) => (
        <Tab key={locale} value={locale} label={language(locale)} />
      ))}
    </Tabs>
  )
}

function Warnings({ rendered }: { rendered: Rendered }) {
  const translate = useTranslate()
  const warnings = rendered.measure?.warnings ?? []
  return warnings.map(({ code, message }) => (
    <Alert key={code} severity="warning" sx={{ mb: 1 }}>
      {translate(`content_advice.${code}`, { _: message })}
    </Alert>
  ))
}

function useLocales(id: string, version: number | undefined): string[] {
  const { data } = useApi<{ data: Version[] }>(`/templates/${id}/versions`, { limit: 5 })
  const contents = data?.data.find(({ number }) => number === version)?.contents
  return Object.keys(contents ?? {})
}
