import Type, { type Static } from 'typebox'
import type { FieldProblem } from '../errors.ts'
import { StringEnum } from '../http/schemas.ts'
import type { Parameters } from './gate.ts'

/** In the order of ISO 8601: Monday is 1. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const time = (description: string, example: string) =>
  Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description, examples: [example] })

export const QuietHoursSchema = Type.Object(
  {
    from: time('First minute in which nothing is sent', '21:00'),
    to: time('First minute in which it is sent again; not later than `from`: on the next day', '08:00'),
    days: Type.Optional(
      Type.Array(StringEnum(WEEKDAYS), {
        minItems: 1,
        maxItems: 7,
        uniqueItems: true,
        description: 'Days on which quiet hours begin. Without: every day',
      }),
    ),
  },
  {
    $id: 'QuietHours',
    additionalProperties: false,
    description:
      "By the clock of each recipient, or the workspace's where the time zone is not known. Messages wait for their end; they are dropped only when they expire",
  },
)
export type QuietHours = Static<typeof QuietHoursSchema>

/** Quiet hours that never end are a mistake. */
export function quietHoursProblem(quiet: QuietHours | undefined, field: string): FieldProblem | null {
  if (!quiet || quiet.from !== quiet.to || (quiet.days && quiet.days.length < WEEKDAYS.length)) return null
  return { field, code: 'never', message: 'These quiet hours last all day, every day: nothing could ever be sent.' }
}

/** SQL of the end of the quiet hours in which a clock of `zone` stands at `at`; null when it stands in none. */
export function quietUntilSql(
  quiet: QuietHours,
  zone: string,
  workspace: string,
  parameters: Parameters,
  at = 'now()',
): string {
  const days = quiet.days ? quiet.days.map((day) => WEEKDAYS.indexOf(day) + 1) : null
  const values = [parameters.add(quiet.from, 'time'), parameters.add(quiet.to, 'time'), parameters.add(days, 'int[]')]
  const fallback = `(SELECT w.time_zone FROM workspaces w WHERE w.id = ${workspace})`
  return `app_quiet_until(${zone}, ${fallback}, ${values.join(', ')}, ${at})`
}
