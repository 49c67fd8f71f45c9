import { helperName, reportUnknownHelper, translateCall, translateExpression } from './expressions.ts'
import { BLOCK_NAMES } from './formats.ts'
import { LIMITS } from './limits.ts'
import { resolvePath } from './paths.ts'
import {
  type Emit,
  escapeHtml,
  type Frame,
  isEmpty,
  type Run,
  spendIteration,
  spendOutput,
  textOf,
  type Value,
} from './run.ts'
import { type ItemScope, report, type Translation } from './translation.ts'

const REFUSED: ReadonlyMap<string, readonly [code: string, message: string]> = new Map([
  ['PartialStatement', ['partial', 'Partials {{> …}} are not available.']],
  ['PartialBlockStatement', ['partial', 'Partials {{#> …}} are not available.']],
  ['Decorator', ['decorator', 'Decorators {{* …}} are not available.']],
  ['DecoratorBlock', ['decorator', 'Inline partials and decorators {{#* …}} are not available.']],
])

/** Statements in a row become functions in a row; neighbouring texts become one. */
export function translateBody(t: Translation, program: hbs.AST.Program | undefined): Emit {
  const emits: Emit[] = []
  let text = ''
  const flush = () => {
    const fixed = text
    if (fixed !== '') emits.push((run) => write(run, fixed))
    text = ''
  }
  for (const statement of program?.body ?? []) {
    if (statement.type === 'ContentStatement') {
      text += (statement as hbs.AST.ContentStatement).value
      continue
    }
    const emit = translateStatement(t, statement)
    if (!emit) continue
    flush()
    emits.push(emit)
  }
  flush()
  if (emits.length === 1) return emits[0]!
  return (run) => {
    for (let i = 0; i < emits.length; i += 1) emits[i]!(run)
  }
}

function translateStatement(t: Translation, node: hbs.AST.Statement): Emit | undefined {
  if (node.type === 'CommentStatement') return undefined
  if (node.type === 'MustacheStatement') return translateOutput(t, node as hbs.AST.MustacheStatement)
  if (node.type === 'BlockStatement') return translateBlock(t, node as hbs.AST.BlockStatement)
  const [code, message] = REFUSED.get(node.type) ?? ['syntax', 'This is not available.']
  return report(t, node, code, message)
}

function translateOutput(t: Translation, node: hbs.AST.MustacheStatement): Emit | undefined {
  if (!node.escaped) return report(t, node, 'unescaped_output', 'Write {{…}}: values are always escaped.')
  const value = translateCall(t, node)
  if (!value) return undefined
  const line = node.loc.start.line
  const { html } = t
  return (run) => {
    const given = value(run)
    const text = typeof given === 'string' ? given : textOf(given, run, line)
    spendOutput(run, text.length, line)
    write(run, html ? escapeHtml(text) : text)
  }
}

function write(run: Run, text: string): void {
  run.text += text
}

function translateBlock(t: Translation, node: hbs.AST.BlockStatement): Emit | undefined {
  // The parser leaves no strip flags on {{{{raw}}}} blocks; nothing else tells them apart.
  if (!('open' in node.openStrip)) return report(t, node, 'raw_block', 'Raw blocks {{{{…}}}} are not available.')
  const name = helperName(node.path)
  if (name === undefined || !BLOCK_NAMES.includes(name as 'if')) return reportUnknownHelper(t, node.path)
  if (node.params.length !== 1 || node.hash) {
    return report(t, node, 'bad_arguments', `{{#${name}}} takes one value and no options.`)
  }
  return name === 'each' ? translateEach(t, node) : translateCondition(t, node, name === 'if')
}

function translateCondition(t: Translation, node: hbs.AST.BlockStatement, when: boolean): Emit | undefined {
  const condition = translateExpression(t, node.params[0]!, 'group')
  const then = translateBody(t, when ? node.program : node.inverse)
  const otherwise = translateBody(t, when ? node.inverse : node.program)
  return condition && ((run) => (isEmpty(condition(run)) ? otherwise(run) : then(run)))
}

function translateEach(t: Translation, node: hbs.AST.BlockStatement): Emit | undefined {
  const list = node.params[0]!
  if (list.type !== 'PathExpression') return report(t, list, 'bad_arguments', '{{#each}} takes a variable.')
  if (t.items.length >= LIMITS.eachDepth) {
    return report(t, node, 'too_deep', `{{#each}} may be nested ${LIMITS.eachDepth} deep.`)
  }
  const params = node.program?.blockParams ?? []
  const hidden = params.find((name) => t.names.isRootGroup(name))
  if (hidden) return report(t, node, 'bad_arguments', `"${hidden}" is a variable already; choose another name.`)
  const found = resolvePath(t, list as hbs.AST.PathExpression, 'group')
  if (!found) return undefined
  const item: ItemScope = { base: found.path, params }
  const body = translateBody({ ...t, items: [...t.items, item] }, node.program)
  return repeat(found.value, body, translateBody(t, node.inverse), node.loc.start.line)
}

function repeat(list: Value, body: Emit, otherwise: Emit, line: number): Emit {
  return (run) => {
    const given = list(run)
    const keys = Array.isArray(given) || typeof given !== 'object' || given === null ? undefined : Object.keys(given)
    const length = keys ? keys.length : Array.isArray(given) ? given.length : 0
    if (length === 0) return otherwise(run)
    const frame: Frame = { parent: run.frame, item: undefined, index: 0, key: 0, last: false }
    run.frame = frame
    for (let i = 0; i < length; i += 1) {
      spendIteration(run, line)
      frame.key = keys ? keys[i]! : i
      frame.item = (given as Record<string | number, unknown>)[frame.key]
      frame.index = i
      frame.last = i === length - 1
      body(run)
    }
    run.frame = frame.parent
  }
}
