import { posix } from 'node:path'

/** One file: path from the project's folder, with slashes. */
export interface Source {
  readonly path: string
  readonly text: string
}

export interface Import {
  /** As written. */
  readonly from: string
  /** `import type`: gone when the program runs. */
  readonly typeOnly: boolean
}

/** From the ground to the roof: each may import only what stands before it. */
export const SLICES = [
  'workspaces',
  'contacts',
  'segments',
  'consent',
  'files',
  'templates',
  'accounts',
  'events',
  'messages',
  'campaigns',
  'inbox',
]

/** Files that put the house together; they may import anything. */
const ENTRIES = /^core\/(app|core|routes|cli|worker|background|sandbox)\.ts$|^core\/(cli|demo|worker|sandbox)\//

/** What a file imports, statically or not. */
export function importsOf(text: string): Import[] {
  const found: Import[] = []
  for (const [whole, from] of text.matchAll(/^(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm))
    found.push({ from: from!, typeOnly: /^(import|export)\s+type\b/.test(whole) })
  for (const [, from] of text.matchAll(/^import\s*['"]([^'"]+)['"]/gm)) found.push({ from: from!, typeOnly: false })
  for (const [, from] of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g))
    found.push({ from: from!, typeOnly: false })
  return found
}

/** Every broken rule, as a sentence that names file and rule. */
export function breaches(files: readonly Source[]): string[] {
  return [...files.flatMap((file) => [...importBreaches(file), ...textBreaches(file)]), ...circles(files)]
}

function importBreaches({ path, text }: Source): string[] {
  return importsOf(text).flatMap(({ from, typeOnly }) => {
    if (!from.startsWith('.')) return []
    const target = posix.join(posix.dirname(path), from)
    const rule = forbidden(path, target, typeOnly)
    return rule ? [`${path} imports ${target}: ${rule}`] : []
  })
}

const slice = (path: string) => SLICES.find((name) => path.startsWith(`core/${name}/`))
const area = (path: string) => path.split('/').slice(0, 2).join('/')

function forbidden(path: string, target: string, typeOnly: boolean): string | null {
  if (path.startsWith('core/contracts/'))
    return target.startsWith('core/contracts/') ? null : 'contracts import nothing of ours'
  if (path.startsWith('plugins/'))
    return target.startsWith(`${area(path)}/`) || target === 'core/contracts/index.ts'
      ? null
      : 'a plugin imports core/contracts/index.ts and its own folder'
  if (path.startsWith('core/testing/'))
    return /^core\/(contracts|testing)\//.test(target) ? null : 'the suites know the contracts only'
  if (path.startsWith('config/'))
    return /^(config|plugins|core\/contracts)\//.test(target)
      ? null
      : 'the configuration knows plugins and contracts only'
  if (path.startsWith('core/') && !ENTRIES.test(path)) return forbiddenInCore(path, target, typeOnly)
  return null
}

function forbiddenInCore(path: string, target: string, typeOnly: boolean): string | null {
  if (target.startsWith('plugins/')) return 'core knows plugins by their contracts only'
  if (ENTRIES.test(target)) return 'nobody imports what puts the house together'
  const [own, other] = [slice(path), slice(target)]
  if (!other || own === other) return null
  if (!own) return typeOnly ? null : `what stands below the slices knows their types only`
  if (SLICES.indexOf(other) > SLICES.indexOf(own)) return `${own} stands below ${other}`
  return /\/routes(\.ts$|\/)/.test(target) ? "another slice's routes are its own" : null
}

/** Rules about what is written rather than imported. */
const WORDS: readonly { rule: string; pattern: RegExp; where: (path: string) => boolean }[] = [
  {
    rule: 'only config/ reads the environment',
    pattern: /\bprocess\.env\b|\bimport\s*\{[^}]*\benv\b[^}]*\}\s*from\s*'(node:)?process'/,
    where: (path) => /^(core|plugins)\//.test(path),
  },
  {
    rule: 'nobody outside plugins/ compares a channel',
    pattern:
      /\bchannel(Id|\.id)?\s*[!=]==?\s*['"]\w|['"][\w-]+['"]\s*[!=]==?\s*[\w.]*\bchannel(Id|\.id)?\b|(?:[!=]==?\s*|\bcase\s+)['"](?:sms|whatsapp|web-push|postal|live-chat)['"]/,
    where: (path) => /^(core|config)\//.test(path) && !/^core\/testing\//.test(path),
  },
  {
    rule: 'only core/messages moves a message',
    pattern:
      /\bUPDATE\s+(?:ONLY\s+)?messages\b|\bDELETE\s+FROM\s+messages\b|\(['"]messages['"]\)[^;]{0,300}?\.(?:update|delete|del)\(/i,
    where: (path) => path.startsWith('core/') && !path.startsWith('core/messages/'),
  },
  {
    rule: 'only core/messages and the expansion write messages down',
    pattern: /\bINSERT\s+INTO\s+messages\b|\bCOPY\s+messages\b|\(['"]messages['"]\)[^;]{0,300}?\.insert\(/i,
    where: (path) => path.startsWith('core/') && !/^core\/(messages\/|campaigns\/expand)/.test(path),
  },
  {
    rule: 'only core/events writes delivery events',
    pattern:
      /\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|COPY)\s+delivery_events\b|\(['"]delivery_events['"]\)[^;]{0,300}?\.(?:insert|update|delete|del)\(/i,
    where: (path) => path.startsWith('core/') && !path.startsWith('core/events/'),
  },
]

function textBreaches({ path, text }: Source): string[] {
  const code = text.replace(/^\s*(\/\*\*?|\*|\/\/).*$/gm, '')
  return WORDS.flatMap(({ rule, pattern, where }) => {
    const found = where(path) ? pattern.exec(code) : null
    return found ? [`${path} has "${found[0].replace(/\s+/g, ' ').slice(0, 60)}": ${rule}`] : []
  })
}

/** Files that need each other to be loaded first. */
function circles(files: readonly Source[]): string[] {
  const graph = new Map(
    files.map(({ path, text }) => [
      path,
      importsOf(text)
        .filter(({ from, typeOnly }) => from.startsWith('.') && !typeOnly)
        .map(({ from }) => posix.join(posix.dirname(path), from)),
    ]),
  )
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: readonly string[]) => {
    const at = trail.indexOf(path)
    if (at >= 0) return void found.push(`${[...trail.slice(at), path].join(' → ')}: a circle`)
    if (done.has(path)) return
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  return found
}
