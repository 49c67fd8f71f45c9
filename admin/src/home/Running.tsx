import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import MuiLink from '@mui/material/Link'
import { useTranslate } from 'ra-core'
import { memo } from 'react'
import { Link } from 'react-router-dom'
import { useFormat } from '../i18n/useFormat.ts'
import { EmptyState } from '../parts/EmptyState.tsx'
import { Section } from '../parts/Section.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { useCan } from '../session/useSession.ts'
import type { ActiveCampaign } from './types.ts'

/** Campaigns in motion, as they move. */
export function Running({ active }: { active: readonly ActiveCampaign[] }) {
  const translate = useTranslate()
  const mayWrite = useCan('campaigns:write')
  const add = mayWrite && (
    <Button component={Link} to="/campaigns/new" variant="contained">
      {translate('home.new_campaign')}
    </Button>
  )
  return (
    <Section title={translate('home.running')} actions={active.length > 0 && add}>
      {active.length === 0 && <EmptyState text={translate('home.nothing_runs')} action={add} />}
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {active.map((one) => (
          <One key={one.id} one={one} />
        ))}
      </Box>
    </Section>
  )
}

const One = memo(function One({ one }: { one: ActiveCampaign }) {
  const translate = useTranslate()
  const { number, percent, dateTime } = useFormat()
  const { figures } = one
  const done = figures?.audience ? 1 - figures.waiting / figures.audience : 0
  return (
    <Box
      component="li"
      sx={{ py: 1.25, borderTop: 1, borderColor: 'divider', '&:first-of-type': { borderTop: 0, pt: 0 } }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap', mb: 0.75 }}>
        <MuiLink component={Link} to={`/campaigns/${one.id}`} sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
          {one.name}
        </MuiLink>
        <StateChip of="campaign_states" state={one.state} />
        <Box
          component="span"
          sx={{ ml: 'auto', color: 'text.secondary', fontSize: 14, fontVariantNumeric: 'tabular-nums' }}
        >
          {one.state === 'scheduled' && one.dueAt
            ? translate('home.starts', { at: dateTime(one.dueAt) })
            : figures &&
              translate('home.done_of', {
                done: number(figures.audience - figures.waiting),
                audience: number(figures.audience),
                share: percent(done),
              })}
        </Box>
      </Box>
      {one.state !== 'scheduled' && figures && (
        <LinearProgress
          variant="determinate"
          value={done * 100}
          color={one.state === 'paused' ? 'warning' : 'primary'}
          aria-label={translate('home.progress_of', { name: one.name })}
          sx={{ height: 8, borderRadius: 4, '& .MuiLinearProgress-bar': { transition: 'none' } }}
        />
      )}
    </Box>
  )
})
