import Box from '@mui/material/Box'
import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useDeferredValue } from 'react'
import type { Static } from 'typebox'
import type { DraftWaves } from '../../../../../core/campaigns/draft/waves-schema.ts'
import { api } from '../../../data/api.ts'
import { useFormat } from '../../../i18n/useFormat.ts'
import { ErrorNote } from '../../../parts/ErrorNote.tsx'
import { Section } from '../../../parts/Section.tsx'
import type { Plan } from '../../types.ts'
import { useExplainedPlan } from '../explain/useExplanation.ts'
import { Waves } from './Waves.tsx'

export type Timing = Static<typeof DraftWaves>

/** What a schedule comes to: when the first and the last get it, how long it takes, for whom it is night. */
export function Meaning({ plan }: { plan: Plan }) {
  const translate = useTranslate()
  const asked = useDeferredValue(useExplainedPlan(plan))
  const complete = Boolean(asked.audience?.include.length && asked.basis && asked.purpose && asked.steps.length)
  const { data, error, isFetching, refetch } = useQuery<Timing>({
    queryKey: ['api', '/campaigns/explain/waves', asked],
    queryFn: ({ signal }) => api.post<Timing>('/campaigns/explain/waves', { plan: asked }, { signal }),
    enabled: complete,
    placeholderData: keepPreviousData,
  })
  return (
    <Section title={translate('campaigns.meaning_title')}>
      <Box sx={{ height: 4, mb: 1 }}>
        {isFetching && <LinearProgress aria-label={translate('campaigns.counting')} />}
      </Box>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      <Box aria-live="polite" aria-busy={isFetching}>
        {!complete && <Typography color="textSecondary">{translate('campaigns.meaning_missing')}</Typography>}
        {complete && data?.waves.length === 0 && (
          <Typography color="textSecondary">{translate('campaigns.meaning_nobody')}</Typography>
        )}
        {complete && data && data.waves.length > 0 && (
          <>
            <Begin plan={plan} timing={data} />
            <Duration plan={plan} timing={data} />
            <Waves timing={data} kind={plan.schedule?.kind ?? 'now'} />
          </>
        )}
      </Box>
    </Section>
  )
}

function Begin({ plan, timing }: { plan: Plan; timing: Timing }) {
  const translate = useTranslate()
  const { inZone, relative } = useFormat()
  const kind = plan.schedule?.kind ?? 'now'
  const first = timing.waves[0]?.dueAt
  const past = !first || new Date(first).getTime() <= Date.now()
  if (kind === 'now' || past) return <p style={{ marginTop: 0 }}>{translate('campaigns.begins_at_once')}</p>
  return (
    <p style={{ marginTop: 0 }}>
      {translate('campaigns.begins', {
        at: inZone(first, timing.timeZone),
        zone: timing.timeZone,
        when: relative(first),
      })}
    </p>
  )
}

/** At the rate of the campaign; without one the accounts' own limits decide. */
function Duration({ plan, timing }: { plan: Plan; timing: Timing }) {
  const translate = useTranslate()
  const { number, duration } = useFormat()
  const messages = timing.waves.reduce((sum, wave) => sum + wave.messages, 0)
  const { perSecond } = plan.limits ?? {}
  const words = { smart_count: messages, rate: number(perSecond ?? 0), time: duration(messages / (perSecond ?? 1)) }
  return <p>{translate(perSecond ? 'campaigns.takes' : 'campaigns.takes_unknown', words)}</p>
}
