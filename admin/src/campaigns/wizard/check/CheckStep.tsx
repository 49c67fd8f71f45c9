import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Grid from '@mui/material/Grid'
import Skeleton from '@mui/material/Skeleton'
import { useTranslate } from 'ra-core'
import { ErrorNote } from '../../../parts/ErrorNote.tsx'
import { Section } from '../../../parts/Section.tsx'
import { Explanation } from '../explain/Explanation.tsx'
import { Summary } from '../Summary.tsx'
import { useSaved } from '../useSaved.ts'
import type { StepProps } from '../Wizard.tsx'
import { Findings } from './Findings.tsx'
import { useCheck } from './useCheck.ts'

/** What stands between the draft and its launch. */
export function CheckStep({ editing }: StepProps) {
  const translate = useTranslate()
  useSaved(editing)
  const { data, error, isFetching, refetch } = useCheck(editing.base.id, editing.base.version)
  return (
    <Grid container spacing={2}>
      <Grid size={{ xs: 12, lg: 7 }}>
        <Section
          title={translate('campaigns.findings_title')}
          actions={
            <Button size="small" disabled={isFetching} onClick={() => void refetch()}>
              {translate('campaigns.check_again')}
            </Button>
          }
        >
          <ErrorNote error={error} onRetry={() => void refetch()} />
          {!data && !error && <Skeleton variant="rounded" height={56} />}
          {data?.ready && (
            <Alert severity="success" sx={{ mb: 1 }}>
              {translate('campaigns.ready')}
            </Alert>
          )}
          {data && <Findings findings={data.findings} />}
        </Section>
        <Section title={translate('campaigns.summary')}>
          <Summary draft={editing.draft} />
        </Section>
      </Grid>
      <Grid size={{ xs: 12, lg: 5 }}>
        <Explanation plan={editing.draft.plan} />
      </Grid>
    </Grid>
  )
}
