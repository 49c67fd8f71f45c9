import { readDateTime } from '../../contacts/definitions/dates.ts'
import { type Field, type Operator, TEXT_FIELDS } from '../rules.ts'
import { type Compiling, type Condition, partial, total } from './condition.ts'
import { likePattern, readDays, readPair, readSeveral, readText } from './values.ts'

const TEXT: readonly Operator[] = ['equals', 'not_equals', 'in', 'contains', 'starts_with', 'is_set', 'is_not_set']
const TIME: readonly Operator[] = ['before', 'after', 'between', 'within_days']
const YES_NO: readonly Operator[] = ['equals', 'not_equals']

/** Column, and what can be asked of it; also what an editor offers. */
export const FIELD_RULES: Readonly<Record<Field, { column: string; operators: readonly Operator[] }>> = {
  externalId: { column: 'c.external_id', operators: TEXT },
  firstName: { column: 'c.first_name', operators: TEXT },
  lastName: { column: 'c.last_name', operators: TEXT },
  locale: { column: 'c.locale', operators: TEXT },
  timeZone: { column: 'c.time_zone', operators: TEXT },
  country: { column: 'c.country', operators: TEXT },
  createdAt: { column: 'c.created_at', operators: TIME },
  updatedAt: { column: 'c.updated_at', operators: TIME },
  held: { column: 'c.held', operators: YES_NO },
  objected: { column: '(c.objected_at IS NOT NULL)', operators: YES_NO },
}

interface Asked {
  readonly field: unknown
  readonly op?: unknown
  readonly value?: unknown
}

export function fieldCondition(state: Compiling, rule: Asked, place: string): Condition {
  const field = Object.keys(FIELD_RULES).find((name) => name === rule.field) as Field | undefined
  if (!field) return state.refuse(`${place}/field`, 'unknown', `must be one of ${Object.keys(FIELD_RULES).join(', ')}`)
  const { column, operators } = FIELD_RULES[field]
  const op = operators.find((known) => known === rule.op)
  if (!op) return state.refuse(`${place}/op`, 'operator', `${field} can be asked: ${operators.join(', ')}`)
  const at = `${place}/value`
  if ((TEXT_FIELDS as readonly string[]).includes(field)) return textField(state, column, op, rule.value, at)
  if (operators === TIME) return timeField(state, column, op, rule.value, at)
  if (typeof rule.value !== 'boolean') return state.refuse(at, 'type', 'must be true or false')
  return total(`${column} = ${state.to.add(rule.value === (op === 'equals'), 'boolean')}`)
}

function textField(state: Compiling, column: string, op: Operator, value: unknown, place: string): Condition {
  const { to } = state
  switch (op) {
    case 'is_set':
    case 'is_not_set':
      if (value !== undefined) return state.refuse(place, 'not_here', `${op} takes no value`)
      return total(`${column} IS ${op === 'is_set' ? 'NOT ' : ''}NULL`)
    case 'in':
      return partial(
        `${column} = ANY(${to.add(
          readSeveral(state, value, place, (one, at) => readText(state, one, at)),
          'text[]',
        )})`,
      )
    case 'contains':
    case 'starts_with':
      return partial(
        `${column} ILIKE ${to.add(likePattern(state, value, place, op === 'contains' ? '%' : ''), 'text')}`,
      )
    default: {
      const text = to.add(readText(state, value, place) ?? '', 'text')
      return op === 'equals' ? partial(`${column} = ${text}`) : total(`${column} IS DISTINCT FROM ${text}`)
    }
  }
}

function timeField(state: Compiling, column: string, op: Operator, value: unknown, place: string): Condition {
  const { to } = state
  if (op === 'within_days') {
    const days = readDays(state, value, place)
    if (days === undefined) return total('false')
    const now = state.now()
    return total(`${column} BETWEEN ${now} - make_interval(days => ${to.add(days, 'int')}) AND ${now}`)
  }
  const read = (one: unknown, at: string) => {
    // A day alone is its first moment in UTC.
    const moment = readDateTime(one, { coerce: true, dateOrder: undefined })
    if ('value' in moment) return moment.value as string
    state.refuse(at, moment.code, moment.message)
    return undefined
  }
  if (op === 'between') {
    const pair = readPair(state, value, place, read)
    return pair
      ? total(`${column} BETWEEN ${to.add(pair[0], 'timestamptz')} AND ${to.add(pair[1], 'timestamptz')}`)
      : total('false')
  }
  const moment = read(value, place)
  return moment === undefined
    ? total('false')
    : total(`${column} ${op === 'before' ? '<' : '>'} ${to.add(moment, 'timestamptz')}`)
}
