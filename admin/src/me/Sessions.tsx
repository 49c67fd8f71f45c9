import Button from '@mui/material/Button'
import Chip from '@mui/material/Chip'
import List from '@mui/material/List'
import ListItem from '@mui/material/ListItem'
import ListItemText from '@mui/material/ListItemText'
import { useTranslate } from 'ra-core'
import type { Static } from 'typebox'
import type { SessionSchema } from '../../../core/workspaces/schema.ts'
import { api } from '../data/api.ts'
import { useApi } from '../data/useApi.ts'
import { useAsyncAction } from '../data/useAsyncAction.ts'
import { useFormat } from '../i18n/useFormat.ts'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { Section } from '../parts/Section.tsx'

type Session = Static<typeof SessionSchema>

/** Where I am signed in; each can be ended, the present one by signing out. */
export function Sessions() {
  const translate = useTranslate()
  const { dateTime } = useFormat()
  const { data, error, refetch } = useApi<{ data: Session[] }>('/auth/sessions')
  const { run, busy } = useAsyncAction((id: string) => api.delete(`/auth/sessions/${id}`), {
    done: 'me.session_ended',
    changes: ['/auth/sessions'],
  })
  return (
    <Section title={translate('me.sessions')}>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      <List disablePadding>
        {data?.data.map((session) => (
          <ListItem key={session.id} disableGutters divider sx={{ gap: 1 }}>
            <ListItemText
              primary={browserOf(session.userAgent) ?? translate('me.unknown_device')}
              secondary={[session.ip, translate('me.last_seen', { when: dateTime(session.refreshedAt) })]
                .filter(Boolean)
                .join(' · ')}
            />
            {session.current ? (
              <Chip label={translate('me.this_one')} color="primary" variant="outlined" />
            ) : (
              <Button disabled={busy} onClick={() => void run(session.id)}>
                {translate('me.end_session')}
              </Button>
            )}
          </ListItem>
        ))}
      </List>
    </Section>
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
