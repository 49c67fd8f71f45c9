import Type, { type Static } from 'typebox'
import { Nullable, PageQuery, StringEnum } from '../../http/schemas.ts'
import { FiguresSchema, RatesSchema } from '../report/schema.ts'
import { CAMPAIGN_STATES, CampaignSchema } from '../schema.ts'

export const CampaignQuery = Type.Object({
  ...PageQuery.properties,
  state: Type.Optional(
    Type.Array(StringEnum(CAMPAIGN_STATES), { maxItems: CAMPAIGN_STATES.length, description: 'Any of these' }),
  ),
  q: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'In the name; case and accents are one' })),
  channel: Type.Optional(Type.String({ maxLength: 50, description: 'Has a step over this channel' })),
  sort: StringEnum(['created', 'updated', 'due', 'name'] as const, {
    default: 'created',
    description: 'due: when it starts or started; drafts by when they were made',
  }),
  order: StringEnum(['asc', 'desc'] as const, { default: 'desc' }),
})
export type CampaignQuery = Static<typeof CampaignQuery>

export const CampaignItem = Type.Object(
  {
    ...CampaignSchema.properties,
    figures: Nullable(FiguresSchema),
    rates: Nullable(RatesSchema),
  },
  { $id: 'CampaignItem', description: 'A campaign with what it came to so far; null before its launch' },
)
