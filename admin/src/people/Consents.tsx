import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import List from '@mui/material/List'
import ListItem from '@mui/material/ListItem'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useApi } from '../data/useApi.ts'
import { useChannels } from '../data/useChannels.ts'
import { useFormat } from '../i18n/useFormat.ts'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { Section } from '../parts/Section.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { useCan } from '../session/useSession.ts'
import { ConsentDialog } from './ConsentDialog.tsx'
import type { ConsentLog } from './types.ts'

type Asked = Omit<Parameters<typeof ConsentDialog>[0], 'contactId' | 'onClose'>

/** What the person agreed to, how things stand, and the log that proves it. */
export function Consents({ contactId }: { contactId: string }) {
  const translate = useTranslate()
  const { dateTime, localized } = useFormat()
  const channels = useChannels()
  const mayWrite = useCan('consent:write')
  const [asked, setAsked] = useState<Asked | null>(null)
  const { data, error, refetch } = useApi<ConsentLog>(`/contacts/${contactId}/consents`)
  const channelName = (id: string) => localized(channels.find((one) => one.id === id)?.label ?? { en: id })
  return (
    <Section
      title={translate('people.consents')}
      actions={
        mayWrite && (
          <Button size="small" onClick={() => setAsked({ action: 'given' })}>
            {translate('people.give_consent')}
          </Button>
        )
      }
    >
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {data?.states.length === 0 && <Typography color="textSecondary">{translate('people.no_consents')}</Typography>}
      <Stack sx={{ gap: 1, mb: 1 }}>
        {data?.states.map(({ purpose, channel, state, at }) => (
          <Stack key={`${purpose}/${channel}`} direction="row" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
            <StateChip of="consent_states" state={state} />
            <Typography>
              {purpose} · {channelName(channel)}
            </Typography>
            <Typography variant="body2" color="textSecondary">
              {dateTime(at)}
            </Typography>
            {mayWrite && state !== 'withdrawn' && (
              <Button
                size="small"
                color="error"
                aria-label={`${translate('people.withdraw')}: ${purpose} · ${channelName(channel)}`}
                onClick={() => setAsked({ action: 'withdrawn', about: { channel, purpose } })}
              >
                {translate('people.withdraw')}
              </Button>
            )}
          </Stack>
        ))}
      </Stack>
      {(data?.data.length ?? 0) > 0 && (
        <Box component="details">
          <Box component="summary" sx={{ cursor: 'pointer' }}>
            {translate('people.proof')}
          </Box>
          <List dense>
            {data?.data.map((event) => (
              <ListItem key={event.id} disableGutters sx={{ display: 'block' }}>
                <Typography variant="body2" sx={{ fontWeight: 600 }}>
                  {translate(`consent_actions.${event.action}`)} · {event.purpose} · {channelName(event.channel)}
                </Typography>
                <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
                  {[dateTime(event.at), event.source, translate(`bases.${event.basis}`), event.ip]
                    .filter(Boolean)
                    .join(' · ')}
                </Typography>
                {event.wording && <Typography variant="body2">“{event.wording}”</Typography>}
              </ListItem>
            ))}
          </List>
        </Box>
      )}
      {asked && <ConsentDialog contactId={contactId} {...asked} onClose={() => setAsked(null)} />}
    </Section>
  )
}
