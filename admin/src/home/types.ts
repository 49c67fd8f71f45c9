import type { Static } from 'typebox'
import type { OverviewSchema, WatchedRateSchema } from '../../../core/campaigns/overview/schema.ts'
import type { AlertSchema } from '../../../core/events/schema.ts'

export type Overview = Static<typeof OverviewSchema>
export type WatchedRate = Static<typeof WatchedRateSchema>
export type Alert = Static<typeof AlertSchema>
export type ActiveCampaign = NonNullable<Overview['campaigns']>['active'][number]
export type ChannelDays = Overview['channels'][number]
export type Attention = Overview['attention']

/** What the live topic `overview` tells. */
export type LiveOverview = { campaigns: Overview['campaigns']; alerts: Attention['alerts'] }
