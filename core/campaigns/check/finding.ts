import Type, { type Static } from 'typebox'
import type { FieldProblem } from '../../errors.ts'
import { Nullable, StringEnum } from '../../http/schemas.ts'

export const FindingSchema = Type.Object(
  {
    code: Type.String({ description: 'Stable; of core, or of the channel where it is about content' }),
    level: StringEnum(['missing', 'risk', 'info'] as const, {
      description: 'missing: no launch with it; risk: can be launched, look at it first',
    }),
    step: Nullable(Type.Integer()),
    field: Type.String({ description: 'Place in the plan', examples: ['/plan/steps/0/templateId'] }),
    message: Type.String({ description: 'In English; for other languages use code and data' }),
    data: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]), {
      description: 'Numbers and names of the message',
    }),
  },
  { $id: 'CampaignFinding', description: 'Something to look at before the launch' },
)
export type Finding = Static<typeof FindingSchema>

/** What prevents the launch, as findings. */
export const missing = (problems: readonly FieldProblem[]): Finding[] =>
  problems.map(({ field, code, message }) => {
    const step = /^\/plan\/steps\/(\d+)/.exec(field)?.[1]
    return { code, level: 'missing', step: step === undefined ? null : Number(step), field, message, data: {} }
  })

/** About one step. */
export const ofStep = (
  step: number,
  part: 'accountId' | 'templateId' | 'channel',
  level: 'risk' | 'info',
  code: string,
  message: string,
  data: Finding['data'] = {},
): Finding => ({ code, level, step, field: `/plan/steps/${step}/${part}`, message, data })
