import Chip from '@mui/material/Chip'
import Skeleton from '@mui/material/Skeleton'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useApi } from '../data/useApi.ts'
import { useChannels } from '../data/useChannels.ts'
import { useFormat } from '../i18n/useFormat.ts'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { Section } from '../parts/Section.tsx'
import type { Outlook } from './types.ts'

type Line = Outlook['data'][number]

/** What the person would get now, by channel and purpose; where not, why and what to do. */
export function StandingNow({ contactId }: { contactId: string }) {
  const translate = useTranslate()
  const { localized } = useFormat()
  const channels = useChannels()
  const { data, error, refetch } = useApi<Outlook>(`/contacts/${contactId}/standing`)
  const byChannel = [...Map.groupBy(data?.data ?? [], ({ channel }) => channel)]
  return (
    <Section title={translate('people.now.title')}>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton variant="rounded" height={120} />}
      <Stack sx={{ gap: 2 }}>
        {byChannel.map(([channel, lines]) => (
          <div key={channel}>
            <Typography variant="h3" sx={{ mb: 0.5 }}>
              {localized(channels.find(({ id }) => id === channel)?.label ?? { en: channel })}
              {lines[0]?.address && (
                <Typography component="span" color="textSecondary" sx={{ ml: 1, overflowWrap: 'anywhere' }}>
                  {lines[0].address.value}
                </Typography>
              )}
            </Typography>
            <Stack sx={{ gap: 0.75 }}>
              {lines.map((line) => (
                <One key={`${line.basis}/${line.purpose}`} line={line} />
              ))}
            </Stack>
          </div>
        ))}
      </Stack>
      {data && (
        <Typography variant="body2" color="textSecondary" sx={{ mt: 1.5 }}>
          {translate('people.now.not_asked')}
        </Typography>
      )}
    </Section>
  )
}

function One({ line }: { line: Line }) {
  const translate = useTranslate()
  const { date } = useFormat()
  const what = translate(`people.now.bases.${line.basis}`, { purpose: line.purpose ?? '' })
  return (
    <Stack direction="row" sx={{ gap: 1, alignItems: 'flex-start' }}>
      <Chip
        label={translate(line.may ? 'people.now.yes' : 'people.now.no')}
        color={line.may ? 'success' : 'default'}
        variant="outlined"
        sx={{ minWidth: 56, mt: 0.25 }}
      />
      <div style={{ minWidth: 0 }}>
        <Typography>{what}</Typography>
        {line.why.map(({ reason, since }) => (
          <Typography key={reason} variant="body2" color="textSecondary">
            {translate(`reasons.${reason}`)}
            {since && ` (${translate('people.now.since', { date: date(since) })})`}
            {reason === line.reason && ` — ${translate(`reason_advice.${reason}`)}`}
          </Typography>
        ))}
      </div>
    </Stack>
  )
}
