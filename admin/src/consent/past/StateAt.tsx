import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Grid from '@mui/material/Grid'
import List from '@mui/material/List'
import ListItem from '@mui/material/ListItem'
import ListItemText from '@mui/material/ListItemText'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useApi } from '../../data/useApi.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { Rows } from '../../parts/Loading.tsx'
import { Section } from '../../parts/Section.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { ProofDialog } from '../proof/ProofDialog.tsx'
import type { ConsentEvent, ConsentsAt } from '../types.ts'
import { type ConsentWords, useWords } from '../useWords.ts'
import type { PastPerson } from './PastPage.tsx'

interface StateAtProps {
  readonly id: string
  readonly person: PastPerson | undefined
  /** Null: now. */
  readonly at: string | null
}

const SHOWN = 100

/** What could be sent then, and what had been said up to then. */
export function StateAt({ id, person, at }: StateAtProps) {
  const translate = useTranslate()
  const { dateTime } = useFormat()
  const words = useWords()
  const [proof, setProof] = useState<ConsentEvent | null>(null)
  const { data, error, refetch } = useApi<ConsentsAt>(`/contacts/${id}/consents`, {
    limit: SHOWN,
    ...(at ? { at } : {}),
  })
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (!data) return <Rows />
  return (
    <Grid container spacing={2}>
      <Grid size={{ xs: 12, lg: 6 }}>
        <Section
          title={at ? translate('consent.past.state', { when: dateTime(at) }) : translate('consent.past.state_now')}
        >
          <Standing person={person} at={at} />
          {data.states.length === 0 && (
            <Typography>{translate(at ? 'consent.past.nothing' : 'consent.past.nothing_now')}</Typography>
          )}
          <List disablePadding>
            {data.states.map(({ purpose, channel, state, at: since }) => (
              <ListItem key={`${purpose}/${channel}`} disableGutters sx={{ gap: 1.5 }}>
                <ListItemText
                  primary={translate(at ? `consent.stood.${state}` : `consent.stands.${state}`, {
                    purpose: words.purpose(purpose),
                    channel: words.channel(channel),
                  })}
                  secondary={translate('consent.past.since', { when: dateTime(since) })}
                />
                <StateChip of="consent_states" state={state} />
              </ListItem>
            ))}
          </List>
        </Section>
      </Grid>
      <Grid size={{ xs: 12, lg: 6 }}>
        <Section title={translate(at ? 'consent.past.log' : 'consent.past.log_now')}>
          {data.data.length === 0 && <Typography color="textSecondary">{translate('consent.past.no_log')}</Typography>}
          <Said events={data.data} words={words} onProof={setProof} />
          {data.next && (
            <Typography color="textSecondary">{translate('consent.past.more', { smart_count: SHOWN })}</Typography>
          )}
        </Section>
      </Grid>
      {proof && <ProofDialog event={proof} person={person ?? null} words={words} onClose={() => setProof(null)} />}
    </Grid>
  )
}

/** What holds for the person as a whole. The day of an objection is kept, that of a restriction is in the audit log. */
function Standing({ person, at }: { person: PastPerson | undefined; at: string | null }) {
  const translate = useTranslate()
  const { dateTime } = useFormat()
  const objected = person?.objectedAt && (at === null || person.objectedAt <= at) ? person.objectedAt : null
  return (
    <>
      {objected && (
        <Alert severity="warning" sx={{ mb: 1 }}>
          {translate('consent.past.objected', { when: dateTime(objected) })}
        </Alert>
      )}
      {person?.held && (
        <Alert severity="warning" sx={{ mb: 1 }}>
          {translate('consent.past.held')}
        </Alert>
      )}
    </>
  )
}

interface SaidProps {
  readonly events: readonly ConsentEvent[]
  readonly words: ConsentWords
  readonly onProof: (event: ConsentEvent) => void
}

function Said({ events, words, onProof }: SaidProps) {
  const translate = useTranslate()
  const { dateTime } = useFormat()
  return (
    <List disablePadding>
      {events.map((event) => (
        <ListItem key={event.id} disableGutters sx={{ gap: 1 }}>
          <ListItemText
            primary={translate(`consent.said.${event.action}`, {
              purpose: words.purpose(event.purpose),
              channel: words.channel(event.channel),
            })}
            secondary={[dateTime(event.at), words.source(event.source)].join(' · ')}
            slotProps={{ secondary: { sx: { overflowWrap: 'anywhere' } } }}
          />
          <Button size="small" sx={{ whiteSpace: 'nowrap' }} onClick={() => onProof(event)}>
            {translate('consent.proof.show')}
          </Button>
        </ListItem>
      ))}
    </List>
  )
}
