import type { RuleGroupType, RuleType } from 'react-querybuilder'
import type { Rule } from '../types.ts'
import { YES_NO } from './operators.ts'

/**
 * The engine's rules and the editor's tree. In the tree a rule has one `field`: `attribute:<name>`, `field:<name>`, `list`,
 * `address`, `consent`, `behaviour:<what>`; for the last four "not" is an operator.
 */
export type Tree = RuleGroupType<RuleType<string, string, any>>
export type Leaf = Tree['rules'][number] & RuleType<string, string, any>

type Of<K extends string> = Extract<Rule, Record<K, unknown>>

const id = () => crypto.randomUUID()
export const isGroup = (one: Tree['rules'][number]): one is Tree => 'rules' in one
const group = (combinator: 'and' | 'or', rules: Tree['rules'], not = false): Tree => ({
  id: id(),
  combinator,
  rules,
  not,
})

export function toTree(rule: Rule): Tree {
  const read = toNode(rule)
  return isGroup(read) ? read : group('and', [read])
}

function toNode(rule: Rule): Tree | Leaf {
  if ('all' in rule) return group('and', rule.all.map(toNode))
  if ('any' in rule) return group('or', rule.any.map(toNode))
  if ('not' in rule) {
    const inner = toNode(rule.not)
    if (isGroup(inner)) return inner.not ? group('and', [inner], true) : { ...inner, not: true }
    return inner.operator === YES_NO[0] ? { ...inner, operator: YES_NO[1] } : group('and', [inner], true)
  }
  const yes = { id: id(), operator: YES_NO[0] }
  if ('attribute' in rule)
    return { id: id(), field: `attribute:${rule.attribute}`, operator: rule.op, value: rule.value }
  if ('field' in rule) return { id: id(), field: `field:${rule.field}`, operator: rule.op, value: rule.value }
  if ('list' in rule) return { ...yes, field: 'list', value: rule.list }
  if ('address' in rule) return { ...yes, field: 'address', value: rule.address }
  if ('consent' in rule) return { ...yes, field: 'consent', value: rule.consent }
  const { behaviour, ...value } = rule
  return { ...yes, field: `behaviour:${behaviour}`, value }
}

/** The rules, and where in them each rule of the tree stands: the API names wrong places by pointer. */
export interface Written {
  readonly rule: Rule
  readonly places: ReadonlyMap<string, string>
}

export function fromTree(tree: Tree): Written {
  const places = new Map<string, string>()
  return { rule: write(tree, '/rules', places), places }
}

function write(node: Tree['rules'][number], place: string, places: Map<string, string>): Rule {
  if (!isGroup(node)) return writeLeaf(node as Leaf, place, places)
  const key = node.combinator === 'or' ? 'any' : 'all'
  const at = node.not ? `${place}/not/${key}` : `${place}/${key}`
  const rules = node.rules.map((one, i) => write(one, `${at}/${i}`, places))
  const written = key === 'any' ? { any: rules } : { all: rules }
  return node.not ? { not: written } : written
}

function writeLeaf({ id: leafId, field, operator, value }: Leaf, place: string, places: Map<string, string>): Rule {
  places.set(place, leafId!)
  const [what, name = ''] = field.split(/:(.*)/s) as [string, string?]
  const given = value === undefined || operator.startsWith('is_') ? {} : { value }
  if (what === 'attribute') return { attribute: name, op: operator, ...given } as Of<'attribute'>
  if (what === 'field') return { field: name, op: operator, ...given } as Of<'field'>
  const rule = { [what]: what === 'behaviour' ? name : value, ...(what === 'behaviour' ? filled(value) : {}) } as Rule
  if (what === 'address') Object.assign(rule, { address: filled(value) })
  return operator === YES_NO[1] ? { not: rule } : rule
}

const filled = (value: object) =>
  Object.fromEntries(Object.entries(value ?? {}).filter(([, one]) => one !== undefined && one !== '' && one !== null))

export const leavesOf = (tree: Tree): Leaf[] =>
  tree.rules.flatMap((one) => (isGroup(one) ? leavesOf(one) : [one as Leaf]))

/** Everything that the rule asks for is there. What is there may still be wrong; that is the server's to say. */
export function isComplete({ field, operator, value }: Leaf): boolean {
  const has = (one: unknown) => one !== undefined && one !== null && one !== ''
  if (field === 'list') return has(value)
  if (field === 'address') return has(value?.kind)
  if (field === 'consent') return has(value?.channel) && has(value?.purpose) && has(value?.state)
  if (field.startsWith('behaviour:') || operator.startsWith('is_')) return true
  if (operator === 'between') return Array.isArray(value) && has(value[0]) && has(value[1])
  return Array.isArray(value) ? value.length > 0 : has(value)
}
