import Skeleton from '@mui/material/Skeleton'
import { useTranslate } from 'ra-core'
import { useParams } from 'react-router-dom'
import { isProblem } from '../../data/problem.ts'
import { useApi } from '../../data/useApi.ts'
import { NotFound } from '../../layout/Missing.tsx'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { Page } from '../../parts/Page.tsx'
import type { Campaign, CampaignReport } from '../types.ts'
import { Draft } from './Draft.tsx'
import { Launched } from './Launched.tsx'

/** One campaign: what it will be, as it goes, what it came to. */
export default function CampaignPage() {
  const { id } = useParams()
  const { data: campaign, error, refetch } = useApi<Campaign>(`/campaigns/${id}`)
  if (isProblem(error) && (error.status === 404 || error.status === 422)) return <NotFound />
  if (!campaign) return error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : <Loading />
  return campaign.runId ? <WithReport id={campaign.id} name={campaign.name} /> : <Draft campaign={campaign} />
}

function WithReport({ id, name }: { id: string; name: string }) {
  const translate = useTranslate()
  const { data: report, dataUpdatedAt, error, refetch } = useApi<CampaignReport>(`/campaigns/${id}/report`)
  // What was read before stays: the line above the page says that the server is away.
  if (report) return <Launched report={report} reportAt={dataUpdatedAt} />
  return (
    <Page title={name} above={{ to: '/campaigns', label: translate('campaigns.title') }}>
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : <Loading />}
    </Page>
  )
}

function Loading() {
  const translate = useTranslate()
  return (
    <div role="status" aria-label={translate('shell.loading')}>
      {[64, 180, 280].map((height) => (
        <Skeleton key={height} variant="rounded" height={height} sx={{ mb: 2 }} />
      ))}
    </div>
  )
}
