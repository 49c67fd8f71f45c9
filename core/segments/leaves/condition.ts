import type { Definitions } from '../../contacts/attributes.ts'
import type { Numbered } from '../../contacts/sql.ts'
import type { FieldProblem } from '../../errors.ts'

/** A condition over `contacts c`. `total`: it is true or false, never null, so that NOT may stand before it. */
export interface Condition {
  readonly text: string
  readonly total: boolean
}

export const total = (text: string): Condition => ({ text, total: true })
export const partial = (text: string): Condition => ({ text, total: false })

/** What stands for a rule that has a problem; it is never run. */
export const NOTHING = total('false')

/**
 * How the query is read. `whole`: all of it; the planner may join whole tables. `page`: a few people in order of id; each
 * is looked up by index, so that a page costs what it holds, not what the ledger holds.
 */
export type Reading = 'whole' | 'page'

/** What the compiling of one rule may use. */
export interface Compiling {
  readonly to: Numbered
  readonly definitions: Definitions
  readonly reading: Reading
  /** SQL for the moment that "days ago" counts from. */
  now(): string
  /** Notes a problem and gives the condition that stands in for the rule. */
  refuse(place: string, code: string, message: string): Condition
}

export interface CompileState extends Compiling {
  readonly problems: FieldProblem[]
  rules: number
}
