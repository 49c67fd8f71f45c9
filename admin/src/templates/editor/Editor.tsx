import Alert from '@mui/material/Alert'
import Chip from '@mui/material/Chip'
import Grid from '@mui/material/Grid'
import { useTranslate } from 'ra-core'
import { useMemo, useState } from 'react'
import { useSearchParams } from 'react-router-dom'
import type { ChannelAnswer } from '../../data/useChannels.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { Page } from '../../parts/Page.tsx'
import { Section } from '../../parts/Section.tsx'
import { useCan } from '../../session/useSession.ts'
import { Problems } from '../check/Problems.tsx'
import { useCheck } from '../check/useCheck.ts'
import { fieldsOf } from '../content.ts'
import { useEditing } from '../draft/useEditing.ts'
import { Preview } from '../preview/Preview.tsx'
import type { Opened, Place } from '../types.ts'
import { Actions } from './Actions.tsx'
import { Fields } from './Fields.tsx'
import { Languages } from './Languages.tsx'
import { NameInput } from './NameInput.tsx'
import { SavedMark } from './SavedMark.tsx'

interface EditorProps {
  readonly opened: Opened
  /** Null where its plugin is not mounted any more. */
  readonly channel: ChannelAnswer | null
}

/** Blocks need the width of a mail and their tools: what people get then stands below. */
const WIDE = { '&:has([data-wide]) > .MuiGrid-root': { width: '100%', flexBasis: '100%', maxWidth: '100%' } }

/** Writing on the left, what people get on the right; what is wrong between them, each with its place. */
export function Editor({ opened, channel }: EditorProps) {
  const translate = useTranslate()
  const { localized } = useFormat()
  const editing = useEditing(opened)
  const mayWrite = useCan('templates:write') && channel !== null
  const [locale, setLocale] = useLocaleTab(Object.keys(editing.draft.contents), editing.draft.defaultLocale)
  const [place, setPlace] = useState<Place | null>(null)
  const fields = useMemo(() => fieldsOf(channel?.content ?? {}), [channel])
  const check = useCheck(editing.base.template)
  const go = (to: Place) => {
    setLocale(to.locale)
    setPlace(to)
  }
  const show = (next: string) => {
    setPlace(null)
    setLocale(next)
  }
  return (
    <Page
      title={editing.draft.name}
      titleExtra={
        <>
          {channel && <Chip label={localized(channel.label)} variant="outlined" />}
          <SavedMark editing={editing} />
        </>
      }
      above={{ to: '/templates', label: translate('templates.title') }}
      actions={<Actions editing={editing} fields={fields} onPlace={go} />}
    >
      {!channel && <Alert severity="warning">{translate('templates.no_channel')}</Alert>}
      {!mayWrite && channel && <Alert severity="info">{translate('templates.only_read')}</Alert>}
      <Grid container spacing={2} sx={{ mt: 0.5, ...WIDE }}>
        <Grid size={{ xs: 12, lg: 7 }} sx={{ minWidth: 0 }}>
          <Section title={translate('templates.content')}>
            {mayWrite && <NameInput editing={editing} />}
            <Languages editing={editing} locale={locale} mayWrite={mayWrite} onLocale={show} />
            {locale && (
              <Fields
                key={locale}
                editing={editing}
                locale={locale}
                fields={fields}
                mayWrite={mayWrite}
                check={check.data}
                place={place?.locale === locale ? place : null}
              />
            )}
          </Section>
          <Problems check={check} fields={fields} onPlace={go} />
        </Grid>
        <Grid size={{ xs: 12, lg: 5 }} sx={{ minWidth: 0 }}>
          {channel && (
            <Preview editing={editing} schema={channel.content} fields={fields} locale={locale} onLocale={show} />
          )}
        </Grid>
      </Grid>
    </Page>
  )
}

/** The language that is shown stands in the address. */
function useLocaleTab(locales: readonly string[], first: string): [string, (locale: string) => void] {
  const [params, setParams] = useSearchParams()
  const wished = params.get('language') ?? first
  const locale = locales.includes(wished) ? wished : locales.includes(first) ? first : (locales[0] ?? '')
  const choose = (next: string) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before)
        after.set('language', next)
        return after
      },
      { replace: true },
    )
  return [locale, choose]
}
