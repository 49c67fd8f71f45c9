import type { AttributeDefinition } from '../../contacts/attributes.ts'
import { type AttributeType, readAttribute } from '../../contacts/definitions/values.ts'
import type { Json } from '../../contracts/index.ts'
import type { Operator } from '../rules.ts'
import { type Compiling, type Condition, partial, total } from './condition.ts'
import { likePattern, readDays, readPair, readSeveral } from './values.ts'

const SET: readonly Operator[] = ['is_set', 'is_not_set']
const TEXT: readonly Operator[] = ['equals', 'not_equals', 'in', 'contains', 'starts_with', ...SET]
const TIME: readonly Operator[] = [
  'equals',
  'not_equals',
  'before',
  'after',
  'between',
  'within_days',
  'next_days',
  ...SET,
]

/** What can be asked of each type; also what an editor offers. */
export const ATTRIBUTE_OPERATORS: Readonly<Record<AttributeType, readonly Operator[]>> = {
  text: TEXT,
  choice: TEXT,
  number: ['equals', 'not_equals', 'in', 'gt', 'gte', 'lt', 'lte', 'between', ...SET],
  boolean: ['equals', 'not_equals', ...SET],
  date: TIME,
  datetime: TIME,
  list: ['contains', 'in', ...SET],
}

interface Asked {
  readonly attribute: unknown
  readonly op?: unknown
  readonly value?: unknown
}

/** Equality goes by containment, which the GIN index serves (1 M people: 2 ms against 184); the rest reads the one value. */
export function attributeCondition(state: Compiling, rule: Asked, place: string): Condition {
  const definition = typeof rule.attribute === 'string' ? state.definitions.get(rule.attribute) : undefined
  if (!definition) return state.refuse(`${place}/attribute`, 'unknown', 'is not a declared attribute')
  if (definition.sensitive)
    return state.refuse(`${place}/attribute`, 'sensitive', 'is sensitive: sealed values cannot be asked for')
  const operators = ATTRIBUTE_OPERATORS[definition.type]
  const op = operators.find((known) => known === rule.op)
  if (!op) return state.refuse(`${place}/op`, 'operator', `a ${definition.type} can be asked: ${operators.join(', ')}`)
  return byOperator(state, definition, op, rule.value, `${place}/value`)
}

function byOperator(
  state: Compiling,
  definition: AttributeDefinition,
  op: Operator,
  value: unknown,
  place: string,
): Condition {
  const { to } = state
  const { name } = definition
  const own = () => `(c.attributes ->> ${to.add(name, 'text')})`
  switch (op) {
    case 'is_set':
    case 'is_not_set': {
      if (value !== undefined) return state.refuse(place, 'not_here', `${op} takes no value`)
      const known = `(c.attributes -> ${to.add(name, 'text')})`
      return total(`${known} IS ${op === 'is_set' ? 'NOT ' : ''}NULL`)
    }
    case 'equals':
    case 'not_equals': {
      const read = readOne(state, definition, value, place)
      if (read === undefined) return total('false')
      const same = holds(state, name, read)
      return total(op === 'equals' ? same : `NOT (${same})`)
    }
    case 'in': {
      const several = readSeveral(state, value, place, (one, at) => readOne(state, definition, one, at))
      const wrap = (one: Json) => (definition.type === 'list' ? [one] : one)
      return total(several.length ? several.map((one) => holds(state, name, wrap(one))).join(' OR ') : 'false')
    }
    case 'contains':
      if (definition.type === 'list') {
        const read = readOne(state, definition, value, place)
        return read === undefined ? total('false') : total(holds(state, name, [read]))
      }
      return partial(`${own()} ILIKE ${to.add(likePattern(state, value, place, '%'), 'text')}`)
    case 'starts_with':
      return partial(`${own()} ILIKE ${to.add(likePattern(state, value, place, ''), 'text')}`)
    case 'between': {
      const pair = readPair(state, value, place, (one, at) => readOne(state, definition, one, at))
      return pair
        ? partial(pair.map((one, end) => compared(state, definition, end ? '<=' : '>=', one)).join(' AND '))
        : total('false')
    }
    case 'within_days':
    case 'next_days':
      return nearNow(state, definition, op, value, place)
    default: {
      const read = readOne(state, definition, value, place)
      return read === undefined ? total('false') : partial(compared(state, definition, SIGNS[op]!, read))
    }
  }
}

const SIGNS: Partial<Record<Operator, string>> = { gt: '>', gte: '>=', lt: '<', lte: '<=', before: '<', after: '>' }

/** One parameter holds name and value, so neither is ever in the text. */
const holds = ({ to }: Compiling, name: string, value: Json) =>
  `c.attributes @> ${to.add(JSON.stringify({ [name]: value }), 'jsonb')}`

/** The value in its stored form; undefined (and a problem noted) when it is of the wrong type. */
function readOne(state: Compiling, definition: AttributeDefinition, value: unknown, place: string): Json | undefined {
  // A choice that is no longer offered is still with people; an entry of a list is a text.
  const type = definition.type === 'choice' || definition.type === 'list' ? 'text' : definition.type
  if (value === undefined || value === null) {
    state.refuse(place, 'required', 'needs a value')
    return undefined
  }
  const read = readAttribute(type, [], value, {})
  if ('value' in read) return read.value
  state.refuse(place, read.code, read.message)
  return undefined
}

/**
 * No cast, so that no stored value can make the query fail: numbers are compared as jsonb, dates and moments as text, whose
 * stored form sorts as time does.
 */
function compared({ to }: Compiling, { name, type }: AttributeDefinition, sign: string, value: Json): string {
  const key = to.add(name, 'text')
  if (type === 'number')
    return `(jsonb_typeof(c.attributes -> ${key}) = 'number' AND (c.attributes -> ${key}) ${sign} ${to.add(JSON.stringify(value), 'jsonb')})`
  return `(c.attributes ->> ${key}) COLLATE "C" ${sign} ${to.add(value, 'text')}`
}

function nearNow(
  state: Compiling,
  { name, type }: AttributeDefinition,
  op: Operator,
  value: unknown,
  place: string,
): Condition {
  const days = readDays(state, value, place)
  if (days === undefined) return total('false')
  const { to } = state
  const now = state.now()
  const form = type === 'date' ? 'YYYY-MM-DD' : 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'
  const utc = (shift: string) => `to_char((${now}${shift}) AT TIME ZONE 'UTC', '${form}')`
  const interval = `make_interval(days => ${to.add(days, 'int')})`
  const [from, until] = op === 'within_days' ? [utc(` - ${interval}`), utc('')] : [utc(''), utc(` + ${interval}`)]
  return partial(`(c.attributes ->> ${to.add(name, 'text')}) COLLATE "C" BETWEEN ${from} AND ${until}`)
}
