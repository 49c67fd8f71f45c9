import type { Static } from 'typebox'
import type { CampaignItem } from '../../../core/campaigns/list/schema.ts'
import type { ReportSchema } from '../../../core/campaigns/report/report-schema.ts'
import type { Campaign, Explanation, Plan } from '../../../core/campaigns/schema.ts'

export type { Campaign, Explanation, Plan }
export type CampaignRow = Static<typeof CampaignItem>
export type CampaignReport = Static<typeof ReportSchema>
export type PlanStep = NonNullable<Plan['steps']>[number]
export type PlanLimits = NonNullable<Plan['limits']>
export type PlanSchedule = NonNullable<Plan['schedule']>
export type AudienceEntry = NonNullable<Plan['audience']>['include'][number]

/** What the wizard edits. */
export interface Draft {
  readonly name: string
  readonly plan: Plan
}
