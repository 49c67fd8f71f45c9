import Grid from '@mui/material/Grid'
import { useTranslate } from 'ra-core'
import { Page } from '../../parts/Page.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { useCan } from '../../session/useSession.ts'
import type { CampaignReport } from '../types.ts'
import { Engagement } from './figures/Engagement.tsx'
import { Excluded } from './figures/Excluded.tsx'
import { Funnel } from './figures/Funnel.tsx'
import { Hours } from './figures/Hours.tsx'
import { Links } from './figures/Links.tsx'
import { Progress } from './figures/Progress.tsx'
import { Troubles } from './figures/Troubles.tsx'
import { Zones } from './figures/Zones.tsx'
import { PlanFacts } from './PlanFacts.tsx'
import { Review } from './review/Review.tsx'
import { Actions } from './steer/Actions.tsx'
import { StateNote } from './steer/StateNote.tsx'
import { useNow } from './useNow.ts'

/** A campaign as it goes, and what it came to. What is told live is drawn at each tick; the rest only when it changed. */
export function Launched({ report, reportAt }: { report: CampaignReport; reportAt: number }) {
  const translate = useTranslate()
  const now = useNow(report, reportAt)
  const mayReadMessages = useCan('messages:read')
  const { campaign } = report
  const { id } = campaign
  const waiting = now.states.needs_review ?? 0
  return (
    <Page
      title={campaign.name}
      titleExtra={<StateChip of="campaign_states" state={now.state} />}
      above={{ to: '/campaigns', label: translate('campaigns.title') }}
      actions={<Actions campaign={campaign} now={now} />}
    >
      <StateNote campaign={campaign} now={now} />
      {waiting > 0 && mayReadMessages && <Review campaignId={id} count={waiting} />}
      <Progress now={now} campaign={campaign} />
      <Grid container columnSpacing={2}>
        <Grid size={{ xs: 12, lg: 6 }}>
          <Funnel campaignId={id} now={now} mayAsk={mayReadMessages} />
          <Engagement campaignId={id} engagement={report.engagement} mayAsk={mayReadMessages} />
          <Links links={report.links} />
        </Grid>
        <Grid size={{ xs: 12, lg: 6 }}>
          <Troubles campaignId={id} causes={report.causes} mayAsk={mayReadMessages} />
          <Excluded campaignId={id} excluded={report.excluded} mayAsk={mayReadMessages} />
          <Hours hours={report.hours} />
        </Grid>
      </Grid>
      <Zones campaignId={id} waves={report.waves} local={campaign.plan.schedule?.kind === 'local'} />
      <PlanFacts campaign={campaign} steps={report.steps} />
    </Page>
  )
}
