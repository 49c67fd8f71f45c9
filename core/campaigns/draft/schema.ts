import Type, { type Static } from 'typebox'
import { Id, Nullable, PageQuery } from '../../http/schemas.ts'
import { ExplanationSchema, PlanSchema } from '../schema.ts'

/** As much of a plan as there is: a step needs its channel only. */
export const DraftPlan = Type.Object(
  {
    audience: PlanSchema.properties.audience,
    purpose: PlanSchema.properties.purpose,
    basis: PlanSchema.properties.basis,
    schedule: PlanSchema.properties.schedule,
    limits: PlanSchema.properties.limits,
    strategy: PlanSchema.properties.strategy,
    steps: Type.Optional(
      Type.Array(Type.Object({ channel: Type.String({ maxLength: 50 }) }, { additionalProperties: true }), {
        maxItems: 6,
      }),
    ),
  },
  { $id: 'CampaignDraftPlan', additionalProperties: false },
)
export type DraftPlan = Static<typeof DraftPlan>

const examples = [{ plan: { purpose: 'marketing', basis: 'consent', steps: [{ channel: 'email' }] } }]

export const ExplainRequest = Type.Object(
  { plan: DraftPlan },
  { $id: 'CampaignExplainRequest', additionalProperties: false, examples },
)

export const DraftExplanation = Type.Object(
  {
    ...ExplanationSchema.properties,
    missing: Type.Array(Type.String(), {
      description: 'Places in the plan without which only the people are counted, not who of them will get it',
      examples: [['/plan/basis']],
    }),
    tookMs: Type.Integer({ description: 'The numbers are exact; counting them took so long' }),
  },
  { $id: 'CampaignDraftExplanation' },
)

export const PeopleRequest = Type.Object(
  {
    plan: DraftPlan,
    step: Type.Integer({ minimum: 0, maximum: 5, default: 0 }),
    reason: Type.Optional(Nullable(Type.String({ maxLength: 50, description: 'Without: those who will get it' }))),
    ...PageQuery.properties,
  },
  { $id: 'CampaignPeopleRequest', additionalProperties: false, examples: [{ ...examples[0], step: 0, limit: 50 }] },
)

export const Person = Type.Object({
  id: Id,
  firstName: Nullable(Type.String()),
  lastName: Nullable(Type.String()),
  address: Nullable(Type.String()),
  reason: Nullable(Type.String()),
})
