import { Type } from 'typebox'
import { RETENTION_MONTHS } from './model.ts'

export const CompanySchema = Type.Object(
  {
    name: Type.Optional(
      Type.String({ maxLength: 200, description: 'Registered name; empty: the name of the workspace' }),
    ),
    address: Type.Optional(Type.String({ maxLength: 500, description: 'Postal address, in lines' })),
    website: Type.Optional(Type.String({ maxLength: 500, pattern: '^(https?://[^\\s<>"]+)?$' })),
  },
  {
    additionalProperties: false,
    description: 'Who writes: workspace.company, workspace.address and workspace.website in templates',
  },
)

export const TrackingSchema = Type.Object(
  {
    opens: Type.Boolean({
      description: 'False: no message has a pixel. True: those of people who agreed to tracking have one',
    }),
  },
  { additionalProperties: false },
)

const months = (most: number) => Type.Integer({ minimum: 1, maximum: most, description: `Months; at most ${most}` })

export const RetentionSchema = Type.Object(
  {
    delivery: months(RETENTION_MONTHS.delivery),
    behaviour: months(RETENTION_MONTHS.behaviour),
    proof: months(RETENTION_MONTHS.proof),
  },
  { additionalProperties: false, description: 'How long events are kept, by class' },
)
