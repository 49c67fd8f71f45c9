import Button from '@mui/material/Button'
import Card from '@mui/material/Card'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Page } from '../../parts/Page.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { useCan } from '../../session/useSession.ts'
import type { Campaign } from '../types.ts'
import { PlanFacts } from './PlanFacts.tsx'

/** Not launched yet: what is planned, and the way on. */
export function Draft({ campaign }: { campaign: Campaign }) {
  const translate = useTranslate()
  const mayWrite = useCan('campaigns:write')
  const edit = mayWrite && (
    <Button component={Link} to={`/campaigns/${campaign.id}/edit`} variant="contained">
      {translate('campaigns.live.edit')}
    </Button>
  )
  return (
    <Page
      title={campaign.name}
      titleExtra={<StateChip of="campaign_states" state={campaign.state} />}
      above={{ to: '/campaigns', label: translate('campaigns.title') }}
    >
      <Card sx={{ mb: 2 }}>
        <EmptyState
          title={translate('campaigns.live.draft_title')}
          text={translate('campaigns.live.draft_text')}
          action={edit}
        />
      </Card>
      <PlanFacts campaign={campaign} />
    </Page>
  )
}
