import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import MuiLink from '@mui/material/Link'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { Link } from 'react-router-dom'
import { useFormat } from '../../../i18n/useFormat.ts'
import { ErrorNote } from '../../../parts/ErrorNote.tsx'
import { Section } from '../../../parts/Section.tsx'
import { useCan } from '../../../session/useSession.ts'
import { useDescribeSchedule } from '../../plan/useDescribe.ts'
import { Findings } from '../check/Findings.tsx'
import { useCheck } from '../check/useCheck.ts'
import { Summary } from '../Summary.tsx'
import { useSaved } from '../useSaved.ts'
import type { StepProps } from '../Wizard.tsx'
import { LaunchDialog } from './LaunchDialog.tsx'

/** The whole campaign once more, how many will get it and when; then the button. */
export function LaunchStep({ editing }: StepProps) {
  const translate = useTranslate()
  const may = useCan('campaigns:launch')
  useSaved(editing)
  const { base, draft, keeping } = editing
  const { data, error, refetch } = useCheck(base.id, base.version)
  const [asked, setAsked] = useState(false)
  const findings = data?.findings
  const missing = findings?.filter(({ level }) => level === 'missing') ?? []
  const now = !draft.plan.schedule || draft.plan.schedule.kind === 'now'
  return (
    <>
      <Section title={translate('campaigns.summary')}>
        <Summary draft={draft} />
      </Section>
      <Section title={translate('campaigns.ready_title')}>
        <ErrorNote error={error} onRetry={() => void refetch()} />
        {!data && !error && <Skeleton variant="rounded" height={56} />}
        {data?.explanation && <Numbers reachable={data.explanation.reachable} draft={draft} />}
        <Findings findings={missing} />
        {findings && findings.length > missing.length && (
          <Typography sx={{ mb: 1 }}>
            <MuiLink component={Link} to="?step=check">
              {translate('campaigns.more_findings', { smart_count: findings.length - missing.length })}
            </MuiLink>
          </Typography>
        )}
        {!may && <Alert severity="info">{translate('campaigns.launch_forbidden')}</Alert>}
        {may && (
          <Button
            variant="contained"
            size="large"
            disabled={!data?.ready || keeping.is !== 'saved'}
            onClick={() => setAsked(true)}
          >
            {translate(now ? 'campaigns.launch' : 'campaigns.launch_later')}
          </Button>
        )}
      </Section>
      {asked && data?.explanation && (
        <LaunchDialog
          campaign={base}
          reachable={data.explanation.reachable}
          onClose={() => {
            setAsked(false)
            void refetch()
          }}
        />
      )}
    </>
  )
}

function Numbers({ reachable, draft }: { reachable: number; draft: StepProps['editing']['draft'] }) {
  const translate = useTranslate()
  const { number } = useFormat()
  const when = useDescribeSchedule()(draft.plan.schedule)
  return (
    <Typography sx={{ mb: 2 }}>
      {translate('campaigns.launch_numbers', { people: number(reachable), smart_count: reachable, when })}
    </Typography>
  )
}
