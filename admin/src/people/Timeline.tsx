import Button from '@mui/material/Button'
import MuiLink from '@mui/material/Link'
import List from '@mui/material/List'
import ListItem from '@mui/material/ListItem'
import ListItemText from '@mui/material/ListItemText'
import Typography from '@mui/material/Typography'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { api } from '../data/api.ts'
import { useChannels } from '../data/useChannels.ts'
import { useFormat } from '../i18n/useFormat.ts'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { Section } from '../parts/Section.tsx'
import type { ContactEvent } from './types.ts'

interface EventPage {
  readonly data: ContactEvent[]
  readonly next: string | null
}

/** Everything that happened to this person's messages, newest first. */
export function Timeline({ contactId }: { contactId: string }) {
  const translate = useTranslate()
  const path = `/contacts/${contactId}/events`
  const { data, error, fetchNextPage, hasNextPage, isFetching, refetch } = useInfiniteQuery({
    queryKey: ['api', path, 'all'],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => api.get<EventPage>(path, { query: { limit: 25, cursor: pageParam }, signal }),
    getNextPageParam: ({ next }) => next,
  })
  const events = data?.pages.flatMap((page) => page.data)
  return (
    <Section title={translate('people.timeline')}>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {events?.length === 0 && <Typography color="textSecondary">{translate('people.no_events')}</Typography>}
      <List dense disablePadding>
        {events?.map((event) => (
          <One key={event.id} event={event} />
        ))}
      </List>
      {hasNextPage && (
        <Button onClick={() => void fetchNextPage()} disabled={isFetching}>
          {translate('parts.more')}
        </Button>
      )}
    </Section>
  )
}

function One({ event }: { event: ContactEvent }) {
  const translate = useTranslate()
  const { dateTime, localized } = useFormat()
  const channel = useChannels().find(({ id }) => id === event.channel)
  const { reason, url } = (event.data ?? {}) as { reason?: string; url?: string }
  return (
    <ListItem disableGutters divider>
      <ListItemText
        primary={translate(`events.${event.kind}`)}
        secondary={
          <>
            {[dateTime(event.at), localized(channel?.label ?? { en: event.channel })].join(' · ')}
            {reason && ` · ${translate(`reasons.${reason}`, { _: reason })}`}
            {url && ` · ${url}`}
            {event.campaignId && (
              <>
                {' · '}
                <MuiLink component={Link} to={`/campaigns/${event.campaignId}`}>
                  {translate('people.to_campaign')}
                </MuiLink>
              </>
            )}
          </>
        }
        slotProps={{ secondary: { sx: { overflowWrap: 'anywhere' } } }}
      />
    </ListItem>
  )
}
