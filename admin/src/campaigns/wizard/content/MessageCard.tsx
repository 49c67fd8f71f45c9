import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Grid from '@mui/material/Grid'
import { useTranslate } from 'ra-core'
import { useChannels } from '../../../data/useChannels.ts'
import { useFormat } from '../../../i18n/useFormat.ts'
import { leaveFor } from '../../../parts/back.ts'
import { Section } from '../../../parts/Section.tsx'
import type { Account, Template } from '../../plan/carriers.ts'
import type { PlanStep } from '../../types.ts'
import { AccountInput } from './AccountInput.tsx'
import { Preview } from './Preview.tsx'
import { TemplateInput } from './TemplateInput.tsx'

interface MessageCardProps {
  readonly step: PlanStep
  /** Null until they are known. */
  readonly accounts: readonly Account[] | null
  readonly templates: readonly Template[] | null
  readonly back: { readonly to: string; readonly name: string }
  readonly onLeave: () => void
  readonly onChange: (step: PlanStep) => void
  readonly onRemove: (() => void) | undefined
}

/** One message of the campaign: its account, its template, and how it looks to a person. */
export function MessageCard({ step, accounts, templates, back, onLeave, onChange, onRemove }: MessageCardProps) {
  const translate = useTranslate()
  const { localized } = useFormat()
  const channel = useChannels().find(({ id }) => id === step.channel)
  const template = templates?.find(({ id }) => id === step.templateId)
  const leave = () => {
    onLeave()
    leaveFor({ ...back, within: '/templates' })
  }
  return (
    <Section
      title={channel ? localized(channel.label) : step.channel}
      actions={onRemove && <Button onClick={onRemove}>{translate('campaigns.remove_channel')}</Button>}
    >
      <Grid container spacing={3}>
        <Grid size={{ xs: 12, lg: 5 }}>
          <AccountInput
            accounts={accounts?.filter((one) => one.channel === step.channel) ?? null}
            value={step.accountId}
            onChange={(accountId) => onChange(withPart(step, { accountId }))}
          />
          <TemplateInput
            templates={templates?.filter((one) => one.channel === step.channel) ?? null}
            value={step.templateId}
            onLeave={leave}
            onChange={(templateId) => onChange(withPart(step, { templateId }))}
          />
        </Grid>
        <Grid size={{ xs: 12, lg: 7 }}>
          <Box sx={{ minWidth: 0 }}>
            {template && channel && <Preview template={template} schema={channel.content} />}
          </Box>
        </Grid>
      </Grid>
    </Section>
  )
}

/** Without what is undefined: the API takes a missing value, not an empty one. */
const withPart = (step: PlanStep, part: { accountId?: string | undefined; templateId?: string | undefined }) =>
  Object.fromEntries(Object.entries({ ...step, ...part }).filter(([, value]) => value !== undefined)) as PlanStep
