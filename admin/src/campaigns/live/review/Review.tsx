import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import MuiLink from '@mui/material/Link'
import List from '@mui/material/List'
import ListItem from '@mui/material/ListItem'
import ListItemText from '@mui/material/ListItemText'
import Stack from '@mui/material/Stack'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { Link } from 'react-router-dom'
import { api } from '../../../data/api.ts'
import { useFormat } from '../../../i18n/useFormat.ts'
import { ErrorNote } from '../../../parts/ErrorNote.tsx'
import { Section } from '../../../parts/Section.tsx'
import { useCan } from '../../../session/useSession.ts'
import type { ReviewAction } from '../calls.ts'
import type { RunMessage } from '../types.ts'
import { ReviewDialog } from './ReviewDialog.tsx'

const ACTIONS: readonly ReviewAction[] = ['give_up', 'resend']

/** Messages that left without an answer: each may have arrived. A person decides, one by one or all at once. */
export function Review({ campaignId, count }: { campaignId: string; count: number }) {
  const translate = useTranslate()
  const { number } = useFormat()
  const mayDecide = useCan('campaigns:launch')
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [asked, setAsked] = useState<ReviewAction | null>(null)
  return (
    <Section title={translate('campaigns.live.review.title', { count: number(count) })}>
      <Alert severity="warning" sx={{ mb: 1.5 }}>
        {translate('campaigns.live.review.text')}
      </Alert>
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
        <Button onClick={() => setOpen(!open)} aria-expanded={open}>
          {translate(open ? 'campaigns.live.review.hide' : 'campaigns.live.review.show')}
        </Button>
        {mayDecide &&
          ACTIONS.map((action) => (
            <Button key={action} variant="outlined" onClick={() => setAsked(action)}>
              {translate(`campaigns.live.review.${action}${chosen.length ? '_chosen' : '_all'}`, {
                count: number(chosen.length || count),
              })}
            </Button>
          ))}
      </Stack>
      {open && <Messages campaignId={campaignId} chosen={chosen} onChoose={mayDecide ? setChosen : null} />}
      {asked && (
        <ReviewDialog
          campaignId={campaignId}
          action={asked}
          count={chosen.length || count}
          messages={chosen.length ? chosen : null}
          onDone={() => setChosen([])}
          onClose={() => setAsked(null)}
        />
      )}
    </Section>
  )
}

interface MessagesProps {
  readonly campaignId: string
  readonly chosen: readonly string[]
  readonly onChoose: ((keys: readonly string[]) => void) | null
}

function Messages({ campaignId, chosen, onChoose }: MessagesProps) {
  const translate = useTranslate()
  const { dateTime } = useFormat()
  const path = `/campaigns/${campaignId}/messages`
  const query = { state: ['needs_review'], limit: 50 }
  const { data, error, fetchNextPage, hasNextPage, isFetching, refetch } = useInfiniteQuery({
    queryKey: ['api', path, 'review'],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      api.get<{ data: RunMessage[]; next: string | null }>(path, { query: { ...query, cursor: pageParam }, signal }),
    getNextPageParam: ({ next }) => next,
  })
  const messages = data?.pages.flatMap((page) => page.data) ?? []
  const toggle = (key: string) =>
    onChoose?.(chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key])
  return (
    <>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      <List dense>
        {messages.map(({ id, contactId, firstName, lastName, at }) => {
          const name = [firstName, lastName].filter(Boolean).join(' ') || translate('parts.no_name')
          return (
            <ListItem key={id} disableGutters>
              {onChoose && (
                <Checkbox
                  size="small"
                  checked={chosen.includes(id)}
                  onChange={() => toggle(id)}
                  slotProps={{ input: { 'aria-label': translate('campaigns.live.review.choose', { name }) } }}
                />
              )}
              <ListItemText
                primary={
                  <MuiLink component={Link} to={`/people/${contactId}`}>
                    {name}
                  </MuiLink>
                }
                secondary={translate('campaigns.live.review.left_at', { at: dateTime(at) })}
              />
            </ListItem>
          )
        })}
      </List>
      {hasNextPage && (
        <Button onClick={() => void fetchNextPage()} disabled={isFetching}>
          {translate('parts.more')}
        </Button>
      )}
    </>
  )
}
