import Box from '@mui/material/Box'
import LinearProgress from '@mui/material/LinearProgress'
import { useTranslate } from 'ra-core'
import type { Static } from 'typebox'
import type { ProgressSchema } from '../../../../core/campaigns/schema.ts'
import { useLive } from '../../data/useLive.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import type { CampaignRow } from '../types.ts'

type LiveProgress = Static<typeof ProgressSchema>

const MOVING = new Set(['running', 'paused', 'scheduled'])

/** How far a campaign is: moves by itself while it runs. */
export function Progress({ row }: { row: CampaignRow }) {
  const translate = useTranslate()
  const { number, percent } = useFormat()
  const live = useLive<LiveProgress>(MOVING.has(row.state) ? `campaign:${row.id}` : null).data
  const figures = live?.figures ?? row.figures
  if (!figures || figures.audience === 0) return '—'
  const done = 1 - figures.waiting / figures.audience
  return (
    <Box sx={{ minWidth: 100, maxWidth: 220 }}>
      <LinearProgress
        variant="determinate"
        value={done * 100}
        color={row.state === 'paused' ? 'warning' : 'primary'}
        aria-label={translate('campaigns.progress_of', { name: row.name })}
        sx={{ height: 6, borderRadius: 3 }}
      />
      <Box component="span" sx={{ fontSize: 13, color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
        {translate('campaigns.sent_of', { sent: number(figures.sent), audience: number(figures.audience) })} ·{' '}
        {percent(done)}
      </Box>
    </Box>
  )
}
