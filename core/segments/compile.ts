import type { Definitions } from '../contacts/attributes.ts'
import { type Numbered, numbered, type Sql } from '../contacts/sql.ts'
import { invalid } from '../errors.ts'
import { attributeCondition } from './leaves/attribute.ts'
import { type CompileState, type Condition, NOTHING, partial, type Reading, total } from './leaves/condition.ts'
import { fieldCondition } from './leaves/field.ts'
import { addressCondition, behaviourCondition, consentCondition, listCondition } from './leaves/related.ts'
import { DEEPEST, MOST_RULES, RULE_KEYS, type Rule, type RuleKey } from './rules.ts'

export interface CompileOptions {
  /** ISO moment that "within N days" counts from, for an audience that was frozen; default: when the query runs. */
  readonly at?: string | undefined
  /** Default 'whole'. The people are the same; only what it costs differs. */
  readonly reading?: Reading | undefined
}

/**
 * Rules as SQL that gives one column `contact_id`, each person once, in the workspace of the transaction. Every value,
 * attribute names among them, is a parameter from `$firstParameter` on; the text is made of our own words only.
 * @throws Problem 422 that names every wrong rule by its place (`/all/0/value`).
 */
export function compileSegment(
  rules: unknown,
  definitions: Definitions,
  firstParameter = 1,
  options: CompileOptions = {},
): Sql {
  const to = numbered(firstParameter)
  const text = compileCondition(rules, definitions, to, options)
  return {
    text: `SELECT c.id AS contact_id FROM contacts c WHERE c.workspace_id = app_workspace() AND ${text}`,
    values: to.values,
  }
}

/** The same as a condition over `contacts c`, for a query that has other conditions too. */
export function compileCondition(
  rules: unknown,
  definitions: Definitions,
  to: Numbered,
  options: CompileOptions = {},
): string {
  const problems: CompileState['problems'] = []
  let moment: string | undefined
  const state: CompileState = {
    to,
    definitions,
    problems,
    rules: 0,
    reading: options.reading ?? 'whole',
    now: () => {
      if (options.at === undefined) return 'now()'
      // Only where it is used: PostgreSQL refuses a value that nobody reads.
      moment ??= to.add(options.at, 'timestamptz')
      return moment
    },
    refuse(place, code, message) {
      problems.push({ field: place || '/', code, message })
      return NOTHING
    },
  }
  const { text } = compileRule(state, rules, '', 1)
  if (problems.length) throw invalid(problems, `${problems[0]!.field}: ${problems[0]!.message}.`)
  return `(${text})`
}

function compileRule(state: CompileState, rule: unknown, place: string, depth: number): Condition {
  if (++state.rules > MOST_RULES)
    return state.rules === MOST_RULES + 1
      ? state.refuse(place, 'too_many', `there are more than ${MOST_RULES} rules`)
      : NOTHING
  if (depth > DEEPEST) return state.refuse(place, 'too_deep', `stands deeper than ${DEEPEST} levels`)
  if (rule === null || typeof rule !== 'object' || Array.isArray(rule))
    return state.refuse(place, 'type', 'must be a rule: an object')
  const keys = RULE_KEYS.filter((key) => Object.hasOwn(rule, key))
  const [key] = keys
  if (!key || keys.length > 1) return state.refuse(place, 'shape', `must have exactly one of ${RULE_KEYS.join(', ')}`)
  const strange = Object.keys(rule).find((name) => name !== key && !COMPANIONS[key].includes(name))
  if (strange !== undefined)
    return state.refuse(`${place}/${strange.slice(0, 40)}`, 'unknown', `does not belong to a rule of "${key}"`)
  return compileKey(state, key, rule as any, place, depth)
}

const COMPANIONS: Record<RuleKey, readonly string[]> = {
  all: [],
  any: [],
  not: [],
  attribute: ['op', 'value'],
  field: ['op', 'value'],
  list: [],
  address: [],
  consent: [],
  behaviour: ['campaignId', 'withinDays', 'atLeast'],
}

function compileKey(
  state: CompileState,
  key: RuleKey,
  rule: Extract<Rule, any> & any,
  place: string,
  depth: number,
): Condition {
  switch (key) {
    case 'all':
      return compileMany(state, rule.all, `${place}/all`, depth, 'AND', 'true')
    case 'any':
      return compileMany(state, rule.any, `${place}/any`, depth, 'OR', 'false')
    case 'not': {
      const inner = compileRule(state, rule.not, `${place}/not`, depth + 1)
      // NOT of null is null: a rule that can be null is turned round by IS NOT TRUE; the others stay plain for the planner.
      return total(inner.total ? `NOT (${inner.text})` : `(${inner.text}) IS NOT TRUE`)
    }
    case 'attribute':
      return attributeCondition(state, rule, place)
    case 'field':
      return fieldCondition(state, rule, place)
    case 'list':
      return listCondition(state, rule.list, `${place}/list`)
    case 'address':
      return addressCondition(state, rule.address, `${place}/address`)
    case 'consent':
      return consentCondition(state, rule.consent, `${place}/consent`)
    case 'behaviour':
      return behaviourCondition(state, rule, place)
  }
}

function compileMany(
  state: CompileState,
  rules: unknown,
  place: string,
  depth: number,
  word: 'AND' | 'OR',
  empty: 'true' | 'false',
): Condition {
  if (!Array.isArray(rules)) return state.refuse(place, 'type', 'must be a list of rules')
  const conditions: Condition[] = []
  for (const [index, rule] of rules.entries()) {
    if (state.rules > MOST_RULES) break
    conditions.push(compileRule(state, rule, `${place}/${index}`, depth + 1))
  }
  if (conditions.length === 0) return total(empty)
  const text = conditions.map((one) => `(${one.text})`).join(` ${word} `)
  return conditions.every((one) => one.total) ? total(text) : partial(text)
}
