import Alert from '@mui/material/Alert'
import { useTranslate } from 'ra-core'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { useCan } from '../../../session/useSession.ts'
import type { StepProps } from '../Wizard.tsx'
import { TestForm } from './TestForm.tsx'

/** Each message of the campaign to a few addresses, before everybody gets it. */
export function TestStep({ editing }: StepProps) {
  const translate = useTranslate()
  const may = useCan('messages:send')
  const steps = (editing.draft.plan.steps ?? []).filter(({ accountId, templateId }) => accountId && templateId)
  if (!may) return <Alert severity="info">{translate('campaigns.test_forbidden')}</Alert>
  if (steps.length === 0) return <EmptyState text={translate('campaigns.test_nothing')} />
  return steps.map((step) => <TestForm key={`${step.channel} ${step.templateId}`} step={step} />)
}
