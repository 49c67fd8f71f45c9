import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { memo } from 'react'
import { useFormat } from '../../../i18n/useFormat.ts'
import { Section } from '../../../parts/Section.tsx'
import { Stat } from '../../../parts/Stat.tsx'
import type { CampaignReport } from '../../types.ts'
import { Who } from './Who.tsx'

interface EngagementProps {
  readonly campaignId: string
  readonly engagement: CampaignReport['engagement']
  readonly mayAsk: boolean
}

/** What people did with it; what software did stands apart. */
export const Engagement = memo(function Engagement({ campaignId, engagement, mayAsk }: EngagementProps) {
  const translate = useTranslate()
  const { number } = useFormat()
  const who = { campaignId, mayAsk }
  return (
    <Section title={translate('campaigns.live.engagement')}>
      <Box
        sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 4, rowGap: 2, '& dd button': { font: 'inherit', p: 0 } }}
      >
        {(['opened', 'clicked'] as const).map((did) => (
          <Stat
            key={did}
            label={translate(`campaigns.live.people_who.${did}`)}
            value={
              <Who
                {...who}
                count={engagement[did].people}
                title={translate(`campaigns.live.people_who.${did}`)}
                query={{ did }}
              />
            }
            note={
              <>
                {translate(`campaigns.live.times.${did}`, { smart_count: engagement[did].total })}
                <br />
                {translate('campaigns.live.by_software', { count: number(engagement[did].machine) })}
              </>
            }
          />
        ))}
        {(['replied', 'unsubscribed', 'complained'] as const).map((kind) => (
          <Stat
            key={kind}
            label={translate(`events.${kind}`)}
            value={<Who {...who} count={engagement[kind]} title={translate(`events.${kind}`)} kind={kind} />}
          />
        ))}
      </Box>
      <Typography variant="body2" color="textSecondary" sx={{ mt: 1.5 }}>
        {translate('campaigns.live.engagement_note')}
      </Typography>
    </Section>
  )
})
