import { RenderError } from '../../core/contracts/index.ts'
import { BLOCK_NAMES, FORMATS, type Format, HELPER_NAMES } from './formats.ts'
import { resolvePath } from './paths.ts'
import { checkClock, type Run, type Value } from './run.ts'
import { nearestOf } from './scope.ts'
import { report, type Translation } from './translation.ts'

type Call = hbs.AST.MustacheStatement | hbs.AST.SubExpression

const LITERALS = ['StringLiteral', 'NumberLiteral', 'BooleanLiteral', 'NullLiteral', 'UndefinedLiteral']

/** A value inside a tag: a path, a literal or `(helper …)`. */
export function translateExpression(
  t: Translation,
  node: hbs.AST.Expression,
  want: 'value' | 'group',
): Value | undefined {
  if (node.type === 'PathExpression') return resolvePath(t, node as hbs.AST.PathExpression, want)?.value
  if (node.type === 'SubExpression') return translateCall(t, node as hbs.AST.SubExpression)
  const literal = literalOf(node)
  return () => literal
}

/** `{{path}}`, `{{helper value option}}` or `(helper value option)`. */
export function translateCall(t: Translation, node: Call): Value | undefined {
  if (node.path.type !== 'PathExpression') return report(t, node, 'syntax', 'A tag begins with a variable or a helper.')
  const path = node.path as hbs.AST.PathExpression
  const isCall = node.params.length > 0 || node.hash !== undefined || node.type === 'SubExpression'
  const name = helperName(path)
  const format = name === undefined ? undefined : FORMATS.get(name)
  if (isCall && format) return translateFormat(t, node, name!, format)
  if (name !== undefined && BLOCK_NAMES.includes(name as 'if')) {
    return report(t, node, 'bad_arguments', `${name} is a block: {{#${name} …}} … {{/${name}}}.`)
  }
  if (isCall) return reportUnknownHelper(t, path)
  if (format)
    return report(t, node, 'bad_arguments', `${name} needs a value; for a field of that name write this.${name}.`)
  return resolvePath(t, path, 'value')?.value
}

/** The name a path has as a helper: one plain word. `this.date` and `../date` are never helpers. */
export const helperName = (path: hbs.AST.PathExpression): string | undefined =>
  !path.data && path.depth === 0 && path.parts.length === 1 && path.original === path.parts[0]
    ? path.parts[0]
    : undefined

export function reportUnknownHelper(t: Translation, path: hbs.AST.PathExpression): undefined {
  const name = path.original.slice(0, 100)
  const nearest = nearestOf(name, HELPER_NAMES)
  const hint = nearest ? ` Did you mean "${nearest}"?` : ` There are: ${HELPER_NAMES.join(', ')}.`
  return report(t, path, 'unknown_helper', `There is no helper "${name}".${hint}`)
}

function translateFormat(t: Translation, node: Call, name: string, format: Format): Value | undefined {
  const [first, ...rest] = node.params
  if (!first) return report(t, node, 'bad_arguments', `${name} needs a value.`)
  if (rest.length > format.positional.length) {
    return report(t, rest[format.positional.length]!, 'bad_arguments', `${name} takes no more values.`)
  }
  const value = translateExpression(t, first, 'value')
  const given = new Map(rest.map((param, i) => [format.positional[i]!, param]))
  for (const pair of node.hash?.pairs ?? []) {
    if (!Object.hasOwn(format.options, pair.key)) {
      const known = Object.keys(format.options).join(', ') || 'none'
      return report(t, pair, 'bad_arguments', `${name} has no option "${pair.key.slice(0, 100)}"; it has: ${known}.`)
    }
    given.set(pair.key, pair.value)
  }
  const missing = format.required.find((option) => !given.has(option))
  if (missing) return report(t, node, 'bad_arguments', `${name} needs ${missing}, as in ${missing}="…".`)
  const options: Record<string, Value> = Object.create(null)
  for (const [option, expression] of given) {
    const translated = translateOption(t, name, format, option, expression)
    if (translated) options[option] = translated
  }
  if (!value) return undefined
  return format.create(t.locale, watched(value, first.loc.start.line), options, failAt(t.field, node.loc.start.line))
}

function translateOption(t: Translation, name: string, format: Format, option: string, node: hbs.AST.Expression) {
  if (LITERALS.includes(node.type)) {
    const wrong = format.options[option]!(literalOf(node))
    if (wrong) return report(t, node, 'bad_arguments', `${name}: ${option} ${wrong}.`)
  }
  return translateExpression(t, node, 'value')
}

const literalOf = (node: hbs.AST.Expression): unknown =>
  node.type === 'NullLiteral' || node.type === 'UndefinedLiteral' ? undefined : (node as hbs.AST.StringLiteral).value

/** Helpers inside helpers write nothing, so they look at the clock themselves. */
const watched =
  (value: Value, line: number): Value =>
  (run) => {
    run.steps += 1
    if ((run.steps & 63) === 0) checkClock(run, line)
    return value(run)
  }

const failAt =
  (field: string, line: number) =>
  (_run: Run, reason: string): never => {
    throw new RenderError('bad_value', field, `${reason}.`, line)
  }
