import Button from '@mui/material/Button'
import Chip from '@mui/material/Chip'
import List from '@mui/material/List'
import ListItem from '@mui/material/ListItem'
import ListItemText from '@mui/material/ListItemText'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import type { Static } from 'typebox'
import type { SessionSchema } from '../../../core/workspaces/schema.ts'
import { api } from '../data/api.ts'
import { useApi } from '../data/useApi.ts'
import { useAsyncAction } from '../data/useAsyncAction.ts'
import { useFormat } from '../i18n/useFormat.ts'
import { ErrorNote } from './ErrorNote.tsx'
import { Rows } from './Loading.tsx'

type Session = Static<typeof SessionSchema>

export interface SessionListProps {
  /** `/auth/sessions`, or those of a member. */
  readonly path: string
  readonly mayEnd: boolean
}

/** Where somebody is signed in; each can be ended, the present one by signing out. */
export function SessionList({ path, mayEnd }: SessionListProps) {
  const translate = useTranslate()
  const { dateTime } = useFormat()
  const { data, error, refetch } = useApi<{ data: Session[] }>(path)
  const { run, busy } = useAsyncAction((id: string) => api.delete(`${path}/${id}`), {
    done: 'parts.session_ended',
    changes: [path],
  })
  const sessions = data?.data
  // The own one first: it is what the others are compared with.
  const ordered = sessions?.toSorted((one, other) => Number(other.current) - Number(one.current))
  return (
    <>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {!ordered && !error && <Rows count={2} />}
      {ordered?.length === 0 && <Typography color="textSecondary">{translate('parts.no_sessions')}</Typography>}
      <List disablePadding>
        {ordered?.map((session, i) => (
          <ListItem key={session.id} disableGutters divider={i < ordered.length - 1} sx={{ gap: 1 }}>
            <ListItemText
              primary={browserOf(session.userAgent) ?? translate('parts.unknown_device')}
              secondary={[
                session.ip,
                translate('parts.signed_in_at', { when: dateTime(session.createdAt) }),
                translate('parts.last_seen', { when: dateTime(session.refreshedAt) }),
              ]
                .filter(Boolean)
                .join(' · ')}
              slotProps={{ secondary: { sx: { overflowWrap: 'anywhere' } } }}
            />
            {session.current ? (
              <Chip label={translate('parts.this_session')} color="primary" variant="outlined" />
            ) : (
              mayEnd && (
                <Button disabled={busy} onClick={() => void run(session.id)}>
                  {translate('parts.end_session')}
                </Button>
              )
            )}
          </ListItem>
        ))}
      </List>
    </>
  )
}

/** "Firefox · Linux": enough to recognise one's own devices by. */
function browserOf(userAgent: string | null): string | null {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)/.exec(userAgent ?? '')?.[1]
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(userAgent ?? '')?.[1]
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', 'Mac OS X': 'macOS' }
  const parts = [browser, system].flatMap((part) => (part ? (names[part] ?? part) : []))
  return parts.length > 0 ? parts.join(' · ') : null
}
