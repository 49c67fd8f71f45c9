import { useTranslate } from 'ra-core'
import { useChannels } from '../../data/useChannels.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import type { Part } from '../draft/merge.ts'
import type { Draft, Plan, PlanSchedule } from '../types.ts'
import { optionOf, useAudienceOptions } from './audience-options.ts'
import { useAccounts, useTemplates } from './carriers.ts'
import { useDescribeLimits } from './useDescribeLimits.ts'
import { useWorkspace } from './workspace.ts'

type Describe = (part: Part, draft: Draft) => string

/** Each part of a plan in words: for the summary before launch, and for what two people changed. */
export function useDescribe(): Describe {
  const translate = useTranslate()
  const audience = useDescribeAudience()
  const steps = useDescribeSteps()
  const schedule = useDescribeSchedule()
  const limits = useDescribeLimits()
  const nothing = translate('campaigns.nothing_chosen')
  return (part, { name, plan }) => {
    if (part === 'name') return name
    if (part === 'audience') return audience(plan.audience) || nothing
    if (part === 'steps') return steps(plan.steps) || nothing
    if (part === 'schedule') return schedule(plan.schedule)
    if (part === 'limits') return limits(plan.limits) || translate('campaigns.no_limits')
    if (part === 'basis') return plan.basis ? translate(`bases.${plan.basis}`) : nothing
    return plan.purpose ?? nothing
  }
}

function useDescribeAudience() {
  const translate = useTranslate()
  const { list } = useFormat()
  const { options } = useAudienceOptions()
  return (audience: Plan['audience']) => {
    const names = (entries: readonly any[] = []) =>
      list(entries.map((entry) => optionOf(entry, options).name || translate('campaigns.deleted_source')))
    if (!audience?.include.length) return ''
    if (!audience.exclude?.length) return names(audience.include)
    return translate('campaigns.with_without', { with: names(audience.include), without: names(audience.exclude) })
  }
}

function useDescribeSteps() {
  const translate = useTranslate()
  const { localized } = useFormat()
  const channels = useChannels()
  const accounts = useAccounts().data
  const templates = useTemplates().data
  return (steps: Plan['steps'] = []) =>
    steps
      .map(({ channel, accountId, templateId }) => {
        const label = channels.find(({ id }) => id === channel)?.label
        const template = templates?.find(({ id }) => id === templateId)?.name ?? translate('campaigns.no_template')
        const account = accounts?.find(({ id }) => id === accountId)?.name ?? translate('campaigns.no_account')
        return translate('campaigns.step_in_words', { channel: label ? localized(label) : channel, template, account })
      })
      .join('; ')
}

/** When, in the workspace's time zone; a local time has none. */
export function useDescribeSchedule() {
  const translate = useTranslate()
  const { inZone } = useFormat()
  const zone = useWorkspace()?.timeZone ?? 'UTC'
  return (schedule: PlanSchedule | undefined) => {
    if (!schedule || schedule.kind === 'now') return translate('campaigns.when.now')
    if (schedule.kind === 'at') return translate('campaigns.when.at_in', { at: inZone(schedule.at, zone), zone })
    return translate('campaigns.when.local_at', { at: inZone(`${schedule.at}:00Z`, 'UTC') })
  }
}
