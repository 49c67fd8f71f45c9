import SearchIcon from '@mui/icons-material/Search'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Card from '@mui/material/Card'
import Chip from '@mui/material/Chip'
import InputAdornment from '@mui/material/InputAdornment'
import Skeleton from '@mui/material/Skeleton'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import { type KeyboardEvent, useEffect, useState } from 'react'
import { useSearchParams } from 'react-router-dom'
import { useApi } from '../data/useApi.ts'
import { EmptyState } from '../parts/EmptyState.tsx'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { MessageRow } from './MessageRow.tsx'
import { useArrived } from './useArrived.ts'

interface MessageListProps {
  readonly chosen: string | null
  readonly onChoose: (id: string) => void
}

const PAUSE_MS = 250

/** The left side: search, and what arrived, newest first. Up and down move through it. */
export function MessageList({ chosen, onChoose }: MessageListProps) {
  const translate = useTranslate()
  const [address, setAddress] = useSearchParams()
  const q = address.get('q') ?? ''
  const campaignId = address.get('campaignId') ?? ''
  const list = useArrived({ ...(q ? { q } : {}), ...(campaignId ? { campaignId } : {}) }, true)
  const { messages, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } = list
  const set = (name: string, value: string) =>
    setAddress(
      (now) => {
        if (value) now.set(name, value)
        else now.delete(name)
        return now
      },
      { replace: true },
    )
  const filtered = q !== '' || campaignId !== ''
  return (
    <Card component="section" aria-label={translate('sandbox.arrived')}>
      <Stack sx={{ p: 1.5, gap: 1, borderBottom: 1, borderColor: 'divider' }}>
        <Search value={q} onChange={(text) => set('q', text)} />
        {campaignId && <OfCampaign id={campaignId} onDelete={() => set('campaignId', '')} />}
      </Stack>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {isPending && !error && <Waiting />}
      {!isPending && messages.length === 0 && (
        <EmptyState
          {...(filtered ? {} : { title: translate('sandbox.nothing_title') })}
          text={translate(filtered ? 'parts.nothing_found' : 'sandbox.nothing_text')}
        />
      )}
      <Box
        component="ul"
        aria-label={translate('sandbox.arrived')}
        onKeyDown={walk}
        sx={{ listStyle: 'none', m: 0, p: 0, maxHeight: { md: 'calc(100vh - 240px)' }, overflowY: 'auto' }}
      >
        {messages.map((message) => (
          <MessageRow key={message.id} message={message} chosen={message.id === chosen} onChoose={onChoose} />
        ))}
        {hasNextPage && (
          <Box component="li" sx={{ p: 1, textAlign: 'center' }}>
            <Button onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
              {translate('parts.more')}
            </Button>
          </Box>
        )}
      </Box>
    </Card>
  )
}

/** Arrow keys move the focus from message to message, as in a mail program. */
function walk(event: KeyboardEvent<HTMLElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step) return
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button')]
  const next = buttons[buttons.indexOf(document.activeElement as HTMLElement) + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}

function Search({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const translate = useTranslate()
  const [text, setText] = useState(value)
  useEffect(() => {
    if (text.trim() === value) return
    const timer = setTimeout(() => onChange(text.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, value, onChange])
  return (
    <TextField
      type="search"
      label={translate('sandbox.search')}
      value={text}
      onChange={(event) => setText(event.target.value)}
      sx={{ m: 0 }}
      slotProps={{
        input: {
          startAdornment: (
            <InputAdornment position="start">
              <SearchIcon fontSize="small" />
            </InputAdornment>
          ),
        },
      }}
    />
  )
}

function OfCampaign({ id, onDelete }: { id: string; onDelete: () => void }) {
  const translate = useTranslate()
  const name = useApi<{ name: string }>(`/campaigns/${id}`).data?.name
  return (
    <Chip
      label={name ?? translate('sandbox.one_campaign')}
      onDelete={onDelete}
      sx={{ alignSelf: 'flex-start', maxWidth: '100%' }}
    />
  )
}

function Waiting() {
  return (
    <Stack sx={{ p: 1.5, gap: 1.5 }} aria-hidden>
      {[0, 1, 2, 3, 4].map((row) => (
        <Skeleton key={row} variant="rounded" height={44} />
      ))}
    </Stack>
  )
}
