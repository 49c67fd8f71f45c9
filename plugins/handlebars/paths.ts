import type { Frame, Run, Value } from './run.ts'
import { type ItemScope, report, type Translation } from './translation.ts'

export interface ResolvedPath {
  readonly value: Value
  /** The path as the scope names it. */
  readonly path: string
}

/** Names through which JavaScript's own machinery is reached. Values are read from own properties only, so none would work. */
const FORBIDDEN = /^(constructor|prototype|__.*__)$/

/**
 * Finds what a path means where it stands. Inside `each` a path belongs to the item, unless it begins with the name of a
 * group of the outermost level (`contact.…`, `urls.…`), which is seen from everywhere; `this.…` always means the item.
 */
export function resolvePath(
  t: Translation,
  node: hbs.AST.PathExpression,
  want: 'value' | 'group',
): ResolvedPath | undefined {
  const parts = node.parts
  const bad = parts.find((part) => FORBIDDEN.test(part))
  if (bad !== undefined) return report(t, node, 'forbidden_name', `"${bad}" may not be used as a name.`)
  if (node.data) return resolveData(t, node)
  if (node.depth > t.items.length) return report(t, node, 'unknown_variable', `"${node.original}" goes up too far.`)
  const scoped = node.depth > 0 || /^(this|\.)([./]|$)/.test(node.original)
  const param = scoped ? undefined : findParam(t.items, parts[0]!)
  const found = param
    ? fromFrame(t.items, param.up, parts.slice(1), param.isKey ? 'key' : 'item')
    : fromPlace(t, parts, node.depth, scoped)
  return isKnown(t, found, want) ? found : unknown(t, node, found.path)
}

/** A path that names an index or key has no name in the scope: always known. */
const isKnown = (t: Translation, found: ResolvedPath, want: 'value' | 'group') =>
  found.path === KEY || (want === 'value' ? t.names.isValue(found.path) : t.names.isGroup(found.path))
const KEY = '@key'

function fromPlace(t: Translation, parts: readonly string[], up: number, scoped: boolean): ResolvedPath {
  const inItem = up < t.items.length
  const isRoot =
    !inItem || (!scoped && parts.length > 1 && t.names.isRootGroup(parts[0]!)) || isGroupAlone(t, parts, scoped)
  if (!isRoot) return fromFrame(t.items, up, parts, 'item')
  return { path: parts.join('.'), value: rootValue(parts) }
}

/** `{{#if contact}}` inside `each`: the group itself. */
const isGroupAlone = (t: Translation, parts: readonly string[], scoped: boolean) =>
  !scoped && parts.length === 1 && t.names.isRootGroup(parts[0]!)

function fromFrame(
  items: readonly ItemScope[],
  up: number,
  parts: readonly string[],
  of: 'item' | 'key',
): ResolvedPath {
  const base = items[items.length - 1 - up]!.base
  if (of === 'key' && parts.length === 0) return { path: KEY, value: (run) => frameAt(run, up).key }
  const value: Value = parts.length === 0 ? (run) => frameAt(run, up).item : (run) => read(frameAt(run, up).item, parts)
  return { path: [base, ...parts].join('.'), value }
}

function findParam(items: readonly ItemScope[], name: string): { up: number; isKey: boolean } | undefined {
  for (let up = 0; up < items.length; up += 1) {
    const place = items[items.length - 1 - up]!.params.indexOf(name)
    if (place >= 0) return { up, isKey: place === 1 }
  }
  return undefined
}

/** `@index`, `@key`, `@first`, `@last`, also `@../index`. */
function resolveData(t: Translation, node: hbs.AST.PathExpression): ResolvedPath | undefined {
  const read = node.parts.length === 1 ? DATA.get(node.parts[0]!) : undefined
  if (!read)
    return report(t, node, 'unknown_variable', `"${node.original}" is not known: @index, @key, @first, @last are.`)
  if (node.depth >= t.items.length) {
    return report(t, node, 'unknown_variable', `"${node.original}" has a meaning only inside {{#each}}.`)
  }
  const up = node.depth
  return { path: KEY, value: (run) => read(frameAt(run, up)) }
}

const DATA: ReadonlyMap<string, (frame: Frame) => unknown> = new Map<string, (frame: Frame) => unknown>([
  ['index', (frame) => frame.index],
  ['key', (frame) => frame.key],
  ['first', (frame) => frame.index === 0],
  ['last', (frame) => frame.last],
])

function frameAt(run: Run, up: number): Frame {
  let frame = run.frame!
  for (let i = 0; i < up; i += 1) frame = frame.parent!
  return frame
}

function rootValue(parts: readonly string[]): Value {
  const [first, second] = parts
  if (parts.length !== 2) return (run) => read(run.root, parts)
  return (run) => readOne(readOne(run.root, first!), second!)
}

function read(from: unknown, parts: readonly string[]): unknown {
  let value = from
  for (const part of parts) value = readOne(value, part)
  return value
}

/** Own properties of objects only: nothing that a prototype brings is ever seen. */
const readOne = (from: unknown, name: string): unknown =>
  typeof from === 'object' && from !== null && Object.hasOwn(from, name)
    ? (from as Record<string, unknown>)[name]
    : undefined

function unknown(t: Translation, node: hbs.AST.PathExpression, path: string): undefined {
  const nearest = t.names.nearest(path) ?? (path === node.original ? undefined : t.names.nearest(node.original))
  const hint = nearest ? ` Did you mean "${nearest}"?` : ''
  return report(t, node, 'unknown_variable', `There is no variable "${node.original.slice(0, 100)}".${hint}`)
}
