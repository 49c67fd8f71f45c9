import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { memo } from 'react'
import { Section } from '../../../parts/Section.tsx'
import type { CampaignReport } from '../../types.ts'
import { Who } from './Who.tsx'

interface ExcludedProps {
  readonly campaignId: string
  readonly excluded: CampaignReport['excluded']
  readonly mayAsk: boolean
}

/** Who was left out, and why. */
export const Excluded = memo(function Excluded({ campaignId, excluded, mayAsk }: ExcludedProps) {
  const translate = useTranslate()
  if (excluded.length === 0) return null
  return (
    <Section title={translate('campaigns.live.excluded')}>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {excluded.map(({ reason, count }) => {
          const name = translate(`reasons.${reason}`, { _: reason })
          return (
            <Box component="li" key={reason} sx={{ py: 0.5 }}>
              <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 1 }}>
                <Box component="span" sx={{ flex: 1 }}>
                  {name}
                </Box>
                <Who
                  campaignId={campaignId}
                  count={count}
                  title={name}
                  mayAsk={mayAsk}
                  query={{ state: ['suppressed'], reason: [reason] }}
                />
              </Box>
              <Typography variant="body2" color="textSecondary">
                {translate(`reason_advice.${reason}`, { _: '' })}
              </Typography>
            </Box>
          )
        })}
      </Box>
    </Section>
  )
})
