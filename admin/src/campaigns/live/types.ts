import type { Static } from 'typebox'
import type { ZonesSchema } from '../../../../core/campaigns/report/report-schema.ts'
import type { ProgressSchema } from '../../../../core/campaigns/schema.ts'
import type { RunMessageSchema } from '../../../../core/messages/schema.ts'
import type { CampaignReport } from '../types.ts'

export type Progress = Static<typeof ProgressSchema>
export type Figures = CampaignReport['figures']
export type Speed = CampaignReport['speed']
export type FailureClass = CampaignReport['causes']['failed'][number]
export type RunMessage = Static<typeof RunMessageSchema>
export type Zones = Static<typeof ZonesSchema>
export type CampaignState = CampaignReport['campaign']['state']

/** What changes while one looks: from the live topic while it goes, else from the report. */
export interface Now {
  readonly state: CampaignState
  readonly figures: Figures
  readonly speed: Speed
  readonly states: Readonly<Record<string, number>>
  readonly failures: Readonly<Record<string, number>>
}
