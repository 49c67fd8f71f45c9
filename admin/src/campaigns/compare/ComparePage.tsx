import Box from '@mui/material/Box'
import Card from '@mui/material/Card'
import CardContent from '@mui/material/CardContent'
import LinearProgress from '@mui/material/LinearProgress'
import { useTranslate } from 'ra-core'
import { useSearchParams } from 'react-router-dom'
import { useApi } from '../../data/useApi.ts'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { Page } from '../../parts/Page.tsx'
import { Section } from '../../parts/Section.tsx'
import type { CampaignReport } from '../types.ts'
import { CampaignChoice } from './CampaignChoice.tsx'
import { FUNNEL, TROUBLES } from './difference.ts'
import { Measures } from './Measures.tsx'
import { Sentences } from './Sentences.tsx'

/** Two campaigns beside each other: the funnel, the rates, and what the difference comes to. */
export default function ComparePage() {
  const translate = useTranslate()
  const [search, setSearch] = useSearchParams()
  const a = useReport(search.get('a'))
  const b = useReport(search.get('b'))
  const choose = (side: 'a' | 'b') => (id: string | null) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before)
        if (id) next.set(side, id)
        else next.delete(side)
        return next
      },
      { replace: true },
    )
  const sides = [
    { side: 'a', own: a, other: b, label: translate('campaigns.first_campaign') },
    { side: 'b', own: b, other: a, label: translate('campaigns.second_campaign') },
  ] as const
  return (
    <Page
      title={translate('campaigns.compare_title')}
      above={{ to: '/campaigns', label: translate('campaigns.title') }}
    >
      <Card sx={{ mb: 2 }}>
        <CardContent sx={{ display: 'grid', gap: 2, gridTemplateColumns: { sm: '1fr 1fr' } }}>
          {sides.map(({ side, own, other, label }) => (
            <Box key={side} sx={{ minWidth: 0 }}>
              <CampaignChoice
                label={label}
                value={own.data?.campaign ?? null}
                other={other.data?.campaign.id ?? null}
                onChange={choose(side)}
              />
              <ErrorNote error={own.error} onRetry={() => void own.refetch()} />
            </Box>
          ))}
        </CardContent>
      </Card>
      {(a.isLoading || b.isLoading) && <LinearProgress aria-label={translate('shell.loading')} />}
      {a.data && b.data ? (
        <Both a={a.data} b={b.data} />
      ) : (
        !a.isLoading && !b.isLoading && <EmptyState text={translate('campaigns.compare_empty')} />
      )}
    </Page>
  )
}

const useReport = (id: string | null) => useApi<CampaignReport>(id ? `/campaigns/${id}/report` : null)

function Both({ a, b }: { a: CampaignReport; b: CampaignReport }) {
  const translate = useTranslate()
  return (
    <>
      <Section title={translate('campaigns.differences')}>
        <Sentences a={a} b={b} />
      </Section>
      <Section title={translate('campaigns.funnel')}>
        <Measures a={a} b={b} measures={FUNNEL} />
      </Section>
      <Section title={translate('campaigns.troubles')}>
        <Measures a={a} b={b} measures={TROUBLES} />
      </Section>
    </>
  )
}
