import MuiLink from '@mui/material/Link'
import { useTranslate } from 'ra-core'
import { memo, type ReactNode } from 'react'
import { Link } from 'react-router-dom'
import { useChannels } from '../../data/useChannels.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { Facts } from '../../parts/Facts.tsx'
import { Section } from '../../parts/Section.tsx'
import type { Campaign, CampaignReport } from '../types.ts'

/** What was planned: who carries it, when, on what ground. */
export const PlanFacts = memo(function PlanFacts({
  campaign,
  steps = [],
}: {
  campaign: Campaign
  steps?: CampaignReport['steps']
}) {
  const translate = useTranslate()
  const { dateTime, number } = useFormat()
  const { plan } = campaign
  const facts: (readonly [string, ReactNode])[] = steps.map((step) => [
    translate('campaigns.live.plan.message'),
    <Step key={step.step} step={step} />,
  ])
  if (plan.basis) facts.push([translate('campaigns.live.plan.basis'), translate(`bases.${plan.basis}`)])
  if (plan.purpose) facts.push([translate('campaigns.fields.purpose'), plan.purpose])
  facts.push([translate('campaigns.live.plan.created'), dateTime(campaign.createdAt)])
  if (campaign.dueAt) facts.push([translate('campaigns.live.plan.due'), dateTime(campaign.dueAt)])
  if (campaign.finishedAt) facts.push([translate('campaigns.live.plan.finished'), dateTime(campaign.finishedAt)])
  if (plan.schedule?.kind === 'local')
    facts.push([translate('campaigns.live.plan.schedule'), translate('campaigns.live.plan.local')])
  if (plan.limits?.perSecond) facts.push([translate('campaigns.fields.per_second'), number(plan.limits.perSecond)])
  return (
    <Section title={translate('campaigns.live.plan.title')}>
      <Facts facts={facts} />
    </Section>
  )
})

function Step({ step }: { step: CampaignReport['steps'][number] }) {
  const translate = useTranslate()
  const { localized, number } = useFormat()
  const channel = useChannels().find(({ id }) => id === step.channel)
  return (
    <>
      {localized(channel?.label ?? { en: step.channel })}
      {step.template && (
        <>
          {' · '}
          <MuiLink component={Link} to={`/templates/${step.template.id}`}>
            {step.template.name}
          </MuiLink>{' '}
          {translate('campaigns.live.plan.version', { version: number(step.template.version) })}
        </>
      )}
      {step.account && (
        <>
          {' · '}
          <MuiLink component={Link} to={`/accounts/${step.account.id}`}>
            {step.account.name}
          </MuiLink>
        </>
      )}
    </>
  )
}
