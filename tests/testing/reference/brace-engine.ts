import type { Compiled, ContentProblem, Render, RenderBudget, TemplateEngine } from '../../../core/contracts/index.ts'
import { DEFAULT_BUDGET, RenderError } from '../../../core/contracts/index.ts'
import type { TemplateEngineSubject } from '../../../core/testing/index.ts'

type Node =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'value'; readonly path: string; readonly helper: string | undefined }
  | { readonly is: 'each'; readonly path: string; readonly body: Node[] }

const TAG = /\{\{\s*(#each|\/each)?\s*(?:(\w+)\s+(?=[\w.]))?([\w.]*)\s*\}\}/g
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** The reference engine: variables, one loop and one helper, `{{number data.x}}`. Paths are always from the root. */
export const braceEngine: TemplateEngine = {
  id: 'braces',
  compile({ source, field, mode, locale, scope, budget = DEFAULT_BUDGET }): Compiled {
    if (typeof source !== 'string') return { ok: false, problems: [{ field, code: 'not_text', message: 'only text' }] }
    const problems: ContentProblem[] = []
    const nodes = parse(
      source,
      (at, code, message) => {
        problems.push({ field, code, message, line: source.slice(0, at).split('\n').length })
      },
      (path) => scope.variables.some((v) => v === path || (v.endsWith('.*') && path.startsWith(v.slice(0, -1)))),
    )
    if (problems.length > 0) return { ok: false, problems }
    return { ok: true, render: renderer(nodes, field, mode, locale, budget) }
  },
}

type Report = (at: number, code: string, message: string) => void

function parse(source: string, report: Report, known: (path: string) => boolean): Node[] {
  const stack: Node[][] = [[]]
  let end = 0
  for (const match of source.matchAll(TAG)) {
    const [whole, block, helper, path] = match
    stack.at(-1)!.push({ is: 'text', text: source.slice(end, match.index) })
    end = match.index + whole.length
    if (block === '/each') {
      if (stack.length === 1) report(match.index, 'syntax', 'an end without a beginning')
      else stack.pop()
      continue
    }
    if (helper && helper !== 'number') report(match.index, 'helper', `there is no helper '${helper}'`)
    if (!known(path!)) report(match.index, 'variable', `there is no variable '${path}'`)
    const body: Node[] = []
    stack.at(-1)!.push(block ? { is: 'each', path: path!, body } : { is: 'value', path: path!, helper })
    if (block) stack.push(body)
  }
  if (stack.length > 1) report(source.lastIndexOf('{{#each'), 'syntax', 'a beginning without an end')
  stack[0]!.push({ is: 'text', text: source.slice(end) })
  return stack[0]!
}

function renderer(nodes: Node[], field: string, mode: string, locale: string, budget: RenderBudget): Render {
  return (values) => {
    const end = performance.now() + budget.ms
    let rounds = 0
    let length = 0
    const emit = (text: string) => {
      length += text.length
      if (length > budget.outputChars) throw new RenderError('too_long', field, 'the text is too long')
      return text
    }
    const write = (list: Node[]): string =>
      list
        .map((node) => {
          if (node.is === 'text') return emit(node.text)
          const value = lookUp(values, node.path)
          if (node.is === 'value') return emit(show(value, node.helper, mode, locale))
          if (!Array.isArray(value)) return ''
          return value
            .map(() => {
              if (++rounds > budget.iterations) throw new RenderError('too_many', field, 'too many rounds')
              if (performance.now() > end) throw new RenderError('too_slow', field, 'it takes too long')
              return write(node.body)
            })
            .join('')
        })
        .join('')
    return write(nodes)
  }
}

function lookUp(values: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, name) => {
    return typeof at === 'object' && at !== null && Object.hasOwn(at, name)
      ? (at as Record<string, unknown>)[name]
      : undefined
  }, values)
}

function show(value: unknown, helper: string | undefined, mode: string, locale: string): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return ''
  const text = helper === 'number' ? new Intl.NumberFormat(locale).format(Number(value)) : String(value)
  return mode === 'html' ? text.replace(/[&<>"']/g, (c) => ESCAPES[c]!) : text
}

export const braceSubject: TemplateEngineSubject = {
  engine: braceEngine,
  variable: (path) => `{{${path}}}`,
  each: (list, body) => `{{#each ${list}}}${body}{{/each}}`,
  nestedLoops: `${'{{#each data.items}}'.repeat(3)}x${'{{/each}}'.repeat(3)}`,
  unknownHelper: '{{shout contact.firstName}}',
  syntaxError: 'first\n{{#each data.items}} never ends',
  localised: [
    { source: '{{number data.n}}', values: { data: { n: 1234.5 } }, expect: { en: '1,234.5', de: '1.234,5' } },
  ],
}
