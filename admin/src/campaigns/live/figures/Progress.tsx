import Box from '@mui/material/Box'
import LinearProgress from '@mui/material/LinearProgress'
import { useTranslate } from 'ra-core'
import { useFormat } from '../../../i18n/useFormat.ts'
import { Section } from '../../../parts/Section.tsx'
import { Stat } from '../../../parts/Stat.tsx'
import type { Campaign } from '../../types.ts'
import type { Now } from '../types.ts'

/** How far, how fast, how long still. */
export function Progress({ now, campaign }: { now: Now; campaign: Campaign }) {
  const translate = useTranslate()
  const { number, percent } = useFormat()
  const { figures, state } = now
  const done = figures.audience ? 1 - figures.waiting / figures.audience : 0
  return (
    <Section title={translate('campaigns.live.progress')}>
      <Box
        sx={{ display: 'flex', justifyContent: 'space-between', gap: 2, mb: 0.5, fontVariantNumeric: 'tabular-nums' }}
      >
        <span>
          {translate('campaigns.live.handled', {
            done: number(figures.audience - figures.waiting),
            audience: number(figures.audience),
          })}
        </span>
        <strong>{percent(done)}</strong>
      </Box>
      <LinearProgress
        variant="determinate"
        value={done * 100}
        color={state === 'paused' ? 'warning' : state === 'completed' ? 'success' : 'primary'}
        aria-label={translate('campaigns.progress_of', { name: campaign.name })}
        // Four ticks a second: a bar that glides behind them would never stand still, and costs frames.
        sx={{ height: 12, borderRadius: 6, mb: 2, '& .MuiLinearProgress-bar': { transition: 'none' } }}
      />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 5, rowGap: 2 }}>
        <Speed now={now} />
      </Box>
    </Section>
  )
}

function Speed({ now: { figures, speed, state } }: { now: Now }) {
  const translate = useTranslate()
  const { number, duration, dateTime } = useFormat()
  const moving = state === 'running' || state === 'paused'
  const seconds =
    speed.startedAt && speed.finishedAt ? (Date.parse(speed.finishedAt) - Date.parse(speed.startedAt)) / 1000 : null
  return (
    <>
      <Stat label={translate('campaigns.live.sent')} value={number(figures.sent)} />
      <Stat label={translate('campaigns.live.waiting')} value={number(figures.waiting)} />
      <Stat
        label={translate(moving ? 'campaigns.live.rate' : 'campaigns.live.average_rate')}
        value={
          speed.perSecond === null ? '—' : number(speed.perSecond < 10 ? speed.perSecond : Math.round(speed.perSecond))
        }
        note={translate('campaigns.live.per_second')}
      />
      {state === 'running' && (
        <Stat
          label={translate('campaigns.live.left')}
          value={speed.secondsLeft === null ? '—' : duration(speed.secondsLeft)}
          note={speed.later > 0 ? translate('campaigns.live.left_now') : undefined}
        />
      )}
      {speed.nextDueAt && (
        <Stat
          label={translate('campaigns.live.next')}
          value={dateTime(speed.nextDueAt)}
          note={speed.later > 0 ? translate('campaigns.live.later', { count: number(speed.later) }) : undefined}
        />
      )}
      {seconds !== null && (
        <Stat label={translate('campaigns.live.took')} value={duration(seconds)} note={dateTime(speed.startedAt!)} />
      )}
    </>
  )
}
