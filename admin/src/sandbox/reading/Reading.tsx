import BackIcon from '@mui/icons-material/ArrowBack'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Card from '@mui/material/Card'
import LinearProgress from '@mui/material/LinearProgress'
import MuiLink from '@mui/material/Link'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useEffect, useId, useRef } from 'react'
import { Link } from 'react-router-dom'
import { isProblem } from '../../data/problem.ts'
import { useApi } from '../../data/useApi.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { useCan } from '../../session/useSession.ts'
import type { Opened } from '../types.ts'
import { Acting } from './Acting.tsx'
import { Attachments } from './Attachments.tsx'
import { CampaignNow } from './CampaignNow.tsx'
import { Sides } from './Sides.tsx'

interface ReadingProps {
  readonly id: string
  readonly narrow: boolean
  readonly onClose: () => void
}

/** The right side: one message as its recipient sees it, what can be done with it, and what comes of that. */
export function Reading({ id, narrow, onClose }: ReadingProps) {
  const translate = useTranslate()
  const { data, error, refetch } = useApi<Opened>(`/sandbox/messages/${encodeURIComponent(id)}`)
  const gone = isProblem(error) && (error.status === 404 || error.status === 422)
  return (
    <Box sx={{ minWidth: 0 }}>
      {narrow && (
        <Button startIcon={<BackIcon />} onClick={onClose} sx={{ mb: 1 }}>
          {translate('sandbox.back')}
        </Button>
      )}
      {gone && (
        <Card>
          <EmptyState
            title={translate('sandbox.gone_title')}
            text={translate('sandbox.gone_text')}
            action={<Button onClick={onClose}>{translate('sandbox.back')}</Button>}
          />
        </Card>
      )}
      {!gone && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <LinearProgress aria-label={translate('shell.loading')} />}
      {data && <Shown message={data} narrow={narrow} />}
    </Box>
  )
}

function Shown({ message, narrow }: { message: Opened; narrow: boolean }) {
  const translate = useTranslate()
  const format = useFormat()
  const titleId = useId()
  const title = useRef<HTMLHeadingElement>(null)
  const may = { act: useCan('sandbox:write'), campaigns: useCan('campaigns:read'), people: useCan('contacts:read') }
  // On a phone the list is gone: the focus goes where the person went.
  useEffect(() => {
    if (narrow) title.current?.focus({ preventScroll: true })
  }, [narrow])
  const person = may.people ? (
    <MuiLink component={Link} to={`/people/${message.contactId}`}>
      {message.to}
    </MuiLink>
  ) : (
    message.to
  )
  return (
    <Card component="article" aria-labelledby={titleId} sx={{ p: 2 }}>
      <Typography
        variant="h2"
        id={titleId}
        ref={title}
        tabIndex={-1}
        sx={{ mb: 1, overflowWrap: 'anywhere', outline: 'none' }}
      >
        {message.title || translate('sandbox.no_title')}
      </Typography>
      <Facts
        facts={[
          [translate('sandbox.to'), person],
          [translate('sandbox.from'), message.from],
          [translate('sandbox.at'), `${format.exact(message.at)} · ${format.bytes(message.bytes)}`],
        ]}
      />
      {message.campaignId && may.campaigns && <CampaignNow id={message.campaignId} />}
      {may.act && <Acting message={message} />}
      <Sides message={message} />
      <Attachments message={message} />
    </Card>
  )
}
