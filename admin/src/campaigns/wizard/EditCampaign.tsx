import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import { useTranslate } from 'ra-core'
import { Link, useNavigate, useParams } from 'react-router-dom'
import { isProblem } from '../../data/problem.ts'
import { useApi } from '../../data/useApi.ts'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { NotFound } from '../../layout/Missing.tsx'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { Page } from '../../parts/Page.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { campaigns } from '../calls.ts'
import type { Campaign } from '../types.ts'
import { Wizard } from './Wizard.tsx'

/** A draft in the wizard; what was launched is shown where it goes on. */
export default function EditCampaign() {
  const translate = useTranslate()
  const { id } = useParams()
  const { data: campaign, error, refetch } = useApi<Campaign>(`/campaigns/${id}`)
  if (isProblem(error) && (error.status === 404 || error.status === 422)) return <NotFound />
  if (error && !campaign) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (!campaign) return <LinearProgress aria-label={translate('shell.loading')} />
  if (campaign.state !== 'draft') return <NoDraft campaign={campaign} />
  return <Wizard key={campaign.id} campaign={campaign} />
}

function NoDraft({ campaign }: { campaign: Campaign }) {
  const translate = useTranslate()
  const navigate = useNavigate()
  const copy = useAsyncAction(
    async () => {
      const made = await campaigns.duplicate(campaign.id)
      navigate(`/campaigns/${made.id}/edit`)
    },
    { done: 'campaigns.duplicated', changes: ['campaigns'] },
  )
  return (
    <Page
      title={campaign.name}
      titleExtra={<StateChip of="campaign_states" state={campaign.state} />}
      above={{ to: '/campaigns', label: translate('campaigns.title') }}
      narrow
    >
      <Alert severity="info">{translate('campaigns.no_draft')}</Alert>
      <Button component={Link} to={`/campaigns/${campaign.id}`} variant="contained" sx={{ mt: 2, mr: 1 }}>
        {translate('campaigns.to_live')}
      </Button>
      <Button sx={{ mt: 2 }} disabled={copy.busy} onClick={() => void copy.run()}>
        {translate('campaigns.duplicate')}
      </Button>
    </Page>
  )
}
