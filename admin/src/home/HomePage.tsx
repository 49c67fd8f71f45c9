import Grid from '@mui/material/Grid'
import Skeleton from '@mui/material/Skeleton'
import { useTranslate } from 'ra-core'
import { useSearchParams } from 'react-router-dom'
import { useFormat } from '../i18n/useFormat.ts'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { Page } from '../parts/Page.tsx'
import { useMe } from '../session/useSession.ts'
import { Attention } from './attention/Attention.tsx'
import { Days } from './Days.tsx'
import { Deliverability } from './Deliverability.tsx'
import { FirstSteps } from './FirstSteps.tsx'
import { Running } from './Running.tsx'
import { Tour } from './tour/Tour.tsx'
import { TourOffer } from './tour/TourOffer.tsx'
import type { Overview } from './types.ts'
import { useOverview } from './useOverview.ts'

/** Where one begins: what runs, what needs me, how the last days went. */
export default function HomePage() {
  const translate = useTranslate()
  const me = useMe()
  const { overview, error, refetch } = useOverview()
  const [search, setSearch] = useSearchParams()
  const touring = search.has('tour')
  return (
    <Page title={translate('home.title', { name: me.name || me.email })}>
      <TourOffer />
      {overview ? (
        <Content overview={overview} />
      ) : error ? (
        <ErrorNote error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading />
      )}
      {touring && <Tour onClose={() => setSearch({}, { replace: true })} />}
    </Page>
  )
}

function Content({ overview }: { overview: Overview }) {
  const translate = useTranslate()
  const { date } = useFormat()
  const { campaigns, channels, attention } = overview
  const launched =
    !campaigns || Object.entries(campaigns.states).some(([state, count]) => state !== 'draft' && Number(count) > 0)
  if (!launched && channels.length === 0)
    return (
      <>
        <FirstSteps />
        <Attention attention={attention} />
      </>
    )
  return (
    <>
      <Grid container columnSpacing={2}>
        <Grid size={{ xs: 12, lg: 7 }}>{campaigns && <Running active={campaigns.active} />}</Grid>
        <Grid size={{ xs: 12, lg: 5 }}>
          <Attention attention={attention} />
        </Grid>
      </Grid>
      <Deliverability rates={overview.deliverability} channels={channels} />
      {channels.map((channel) => (
        <Days
          key={channel.channel}
          channel={channel}
          range={translate('home.range', { from: date(overview.from), to: date(overview.to) })}
        />
      ))}
    </>
  )
}

function Loading() {
  const translate = useTranslate()
  return (
    <div role="status" aria-label={translate('shell.loading')}>
      {[160, 140, 320].map((height) => (
        <Skeleton key={height} variant="rounded" height={height} sx={{ mb: 2 }} />
      ))}
    </div>
  )
}
