import Box from '@mui/material/Box'
import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useChannels } from '../../../data/useChannels.ts'
import { useFormat } from '../../../i18n/useFormat.ts'
import { ErrorNote } from '../../../parts/ErrorNote.tsx'
import { Explain } from '../../../parts/Explain.tsx'
import { Section } from '../../../parts/Section.tsx'
import { Stat } from '../../../parts/Stat.tsx'
import { useCan } from '../../../session/useSession.ts'
import type { Plan } from '../../types.ts'
import { Excluded } from './Excluded.tsx'
import { type Explained, type ExplainedPlan, useExplainedPlan, useExplanation } from './useExplanation.ts'

/** Live while choosing: how many, who not and why, and the people behind each number. */
export function Explanation({ plan }: { plan: Plan }) {
  const translate = useTranslate()
  const { data, error, isFetching, isOld, asked, refetch } = useExplanation(useExplainedPlan(plan))
  return (
    <Section title={translate('campaigns.who_gets_it')}>
      <Box sx={{ height: 4, mb: 1 }}>
        {isFetching && <LinearProgress aria-label={translate('campaigns.counting')} />}
      </Box>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      <Box aria-live="polite" aria-busy={isFetching} sx={{ opacity: isOld && data ? 0.6 : 1 }}>
        {data ? (
          <Numbers data={data} asked={asked} />
        ) : (
          !isFetching && !error && <Typography color="textSecondary">{translate('campaigns.explain_empty')}</Typography>
        )}
      </Box>
    </Section>
  )
}

function Numbers({ data, asked }: { data: Explained; asked: ExplainedPlan }) {
  const translate = useTranslate()
  const { number, percent } = useFormat()
  const known = !data.missing.some((field) => field !== '/plan/audience')
  const share = data.people > 0 ? data.reachable / data.people : 0
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 4, rowGap: 1, mb: 1 }}>
        <Stat label={translate('campaigns.people_in_audience')} value={number(data.people)} />
        {known && (
          <Stat
            label={translate('campaigns.will_get_it')}
            value={number(data.reachable)}
            note={data.people > 0 ? percent(share) : undefined}
          />
        )}
      </Box>
      {!known && <Typography color="textSecondary">{translate('campaigns.explain_missing')}</Typography>}
      {data.steps.map((step) => (
        <StepNumbers key={step.step} step={step} asked={asked} alone={data.steps.length === 1} />
      ))}
    </>
  )
}

interface StepNumbersProps {
  readonly step: Explained['steps'][number]
  readonly asked: ExplainedPlan
  readonly alone: boolean
}

function StepNumbers({ step, asked, alone }: StepNumbersProps) {
  const translate = useTranslate()
  const { localized, number } = useFormat()
  const maySee = useCan('contacts:read')
  const channel = useChannels().find(({ id }) => id === step.channel)
  const name = channel ? localized(channel.label) : step.channel
  return (
    <Box sx={{ mt: 1.5 }}>
      {!alone && (
        <Typography variant="h3" component="h3">
          {name}
        </Typography>
      )}
      <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 1 }}>
        <span>{translate('campaigns.by_channel', { channel: name })}</span>
        <Box sx={{ ml: 'auto' }}>
          {maySee ? (
            <Explain
              count={step.sendable}
              title={translate('campaigns.by_channel', { channel: name })}
              path="/campaigns/explain/people"
              body={{ plan: asked, step: step.step }}
            />
          ) : (
            number(step.sendable)
          )}
        </Box>
      </Box>
      <Excluded step={step} asked={asked} maySee={maySee} />
      {step.waiting !== undefined && step.waiting > 0 && (
        <Typography variant="body2" color="textSecondary" sx={{ mt: 1 }}>
          {translate('campaigns.will_wait', { smart_count: step.waiting })}
        </Typography>
      )}
    </Box>
  )
}
