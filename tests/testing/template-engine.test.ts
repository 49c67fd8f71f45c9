import { type Compiled, DEFAULT_BUDGET, type Render, type TemplateEngine } from '../../core/contracts/index.ts'
import {
  describeTemplateEngine,
  type TemplateEngineSubject,
  templateEngineProperties,
} from '../../core/testing/index.ts'
import { type Breaker, expectCaught } from './breakers.ts'
import { braceEngine, braceSubject } from './reference/brace-engine.ts'

type Input = Parameters<TemplateEngine['compile']>[0]

const compiles = (compile: TemplateEngine['compile']) => (good: TemplateEngineSubject) => ({
  ...good,
  engine: { ...good.engine, compile },
})
const takes = (change: (input: Input) => Input) => compiles((input) => braceEngine.compile(change(input)))
const renders = (change: (render: Render, input: Input) => Render) =>
  compiles((input) => {
    const compiled = braceEngine.compile(input)
    return compiled.ok ? { ok: true, render: change(compiled.render, input) } : compiled
  })
const refusesBadly = (change: (compiled: Compiled & { ok: false }) => Compiled, code: string) =>
  compiles((input) => {
    const compiled = braceEngine.compile(input)
    return !compiled.ok && compiled.problems.some((p) => p.code === code) ? change(compiled) : compiled
  })
const nothing: Compiled = { ok: true, render: () => '' }
const unbound = (part: Partial<typeof DEFAULT_BUDGET>) =>
  takes((input) => ({ ...input, budget: { ...DEFAULT_BUDGET, ...input.budget, ...part } }))
const inherits = (values: Readonly<Record<string, unknown>>) => {
  const data: Record<string, unknown> = {}
  for (const key in values.data as object) data[key] = (values.data as Record<string, unknown>)[key]
  return { ...values, data }
}
let calls = 0

/** For each property of a template engine, an engine that lacks it. */
const breakers: readonly Breaker<TemplateEngineSubject>[] = [
  {
    property: 'plain text stays as it is, and variables are filled',
    by: 'trims',
    break: renders((render) => (values) => render(values).trim()),
  },
  {
    property: 'plain text stays as it is, and variables are filled',
    by: 'the first loop item only',
    break: renders((render) => (values) => render(values).replace(/x+/, 'x')),
  },
  {
    property: 'only text is compiled',
    by: 'makes text of it',
    break: takes((input) => ({ ...input, source: String(input.source) })),
  },
  {
    property: 'only text is compiled',
    by: 'throws',
    break: takes((input) => ({ ...input, source: input.source.slice(0) })),
  },
  {
    property: 'an unknown variable is refused, with its name and line',
    by: 'everything is known',
    break: refusesBadly(() => nothing, 'variable'),
  },
  {
    property: 'an unknown variable is refused, with its name and line',
    by: 'no line',
    break: refusesBadly((c) => ({ ok: false, problems: c.problems.map(({ line: _, ...p }) => p) }), 'variable'),
  },
  {
    property: 'an unknown helper is refused, with its line',
    by: 'is empty',
    break: refusesBadly(() => nothing, 'helper'),
  },
  {
    property: 'a syntax error is refused, with its line',
    by: 'the first line',
    break: refusesBadly((c) => ({ ok: false, problems: c.problems.map((p) => ({ ...p, line: 1 })) }), 'syntax'),
  },
  {
    property: 'compiling never throws, whatever the source',
    by: 'throws a syntax error',
    break: refusesBadly((c) => {
      throw new SyntaxError(c.problems[0]!.message)
    }, 'syntax'),
  },
  { property: 'values are escaped in html', by: 'text mode', break: takes((input) => ({ ...input, mode: 'text' })) },
  {
    property: 'values stay as they are in text',
    by: 'html mode',
    break: takes((input) => ({ ...input, mode: 'html' })),
  },
  {
    property: 'a value is never read as a template',
    by: 'renders until nothing changes',
    break: renders((render, input) => (values) => {
      const again = braceEngine.compile({ ...input, source: render(values), scope: { variables: ['contact.*'] } })
      return again.ok ? again.render(values) : ''
    }),
  },
  {
    property: 'nothing reaches a prototype or a function',
    by: 'inherited values',
    break: renders((render) => (values) => render(inherits(values))),
  },
  {
    property: 'a missing value is empty',
    by: 'says undefined',
    break: renders((render) => (values) => render(values).replace('[]', '[undefined]')),
  },
  {
    property: 'the same values give the same text, and are not changed',
    by: 'a counter',
    break: renders((render) => (values) => `${render(values)}${calls++}`),
  },
  {
    property: 'the same values give the same text, and are not changed',
    by: 'sorts the list it was given',
    break: renders((render) => (values) => {
      const items = (values.data as { items?: number[] } | undefined)?.items
      if (Array.isArray(items)) items.sort()
      return render(values)
    }),
  },
  {
    property: 'rendering throws nothing but RenderError',
    by: 'expects an object',
    break: renders(
      (render) => (values) => render({ ...values, size: Object.keys((values.data as { a: object }).a).length }),
    ),
  },
  { property: 'iterations are budgeted', by: 'no limit', break: unbound({ iterations: 1e9 }) },
  { property: 'output is budgeted', by: 'no limit', break: unbound({ outputChars: 1e9 }) },
  { property: 'time is budgeted', by: 'no limit', break: unbound({ ms: 60_000 }) },
  {
    property: 'dates, numbers and plurals follow the language',
    by: 'English for all',
    break: takes((input) => ({ ...input, locale: 'en' })),
  },
]

describeTemplateEngine(braceSubject)
expectCaught(templateEngineProperties, () => braceSubject, breakers)
