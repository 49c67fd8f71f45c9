import { inspect } from 'node:util'
import { type Compiled, type Render, type RenderBudget, RenderError } from '../../contracts/index.ts'
import { broken, quietly } from '../property.ts'
import type { TemplateEngineSubject, Values } from './subject.ts'

export const HUGE: RenderBudget = { iterations: 1e9, outputChars: 1e9, ms: 60_000 }
const FIELD = 'body'
const SCOPE = { variables: ['contact.firstName', 'data.*'] }

export interface Options {
  readonly mode?: 'html' | 'text'
  readonly locale?: string
  readonly budget?: RenderBudget
}

export function compile({ engine }: TemplateEngineSubject, source: string, options: Options = {}): Compiled {
  const input = { source, field: FIELD, mode: 'text' as const, locale: 'en', scope: SCOPE, ...options }
  return quietly(`compile(${inspect(source)})`, () => engine.compile(input))
}

export function compileGood(subject: TemplateEngineSubject, source: string, options?: Options): Render {
  const compiled = compile(subject, source, options)
  if (!compiled.ok) throw broken(`${source} was refused: ${compiled.problems.map((p) => p.message).join('; ')}`)
  return compiled.render
}

/** The text, or the `RenderError`; fails on any other. */
export function fill(one: Render, values: Values): string | RenderError {
  const result = quietly('render()', () => {
    try {
      return one(values)
    } catch (error) {
      if (error instanceof RenderError && error.code && error.field === FIELD) return error
      throw error
    }
  })
  if (typeof result !== 'string' && !(result instanceof RenderError)) throw broken(`render() gave ${inspect(result)}`)
  return result
}

export function render(subject: TemplateEngineSubject, source: string, values: Values, options?: Options): string {
  const text = fill(compileGood(subject, source, options), values)
  if (text instanceof RenderError) throw broken(`${source} could not be rendered: ${text.message}`)
  return text
}

export function expectText(wanted: string, text: string): void {
  if (text !== wanted) throw broken(`must render ${JSON.stringify(wanted)}, gave ${JSON.stringify(text)}`)
}

export function checkProblems(compiled: Compiled & { ok: false }): void {
  if (compiled.problems.length === 0) throw broken('refused without a problem')
  for (const problem of compiled.problems) {
    if (problem.field !== FIELD || !problem.code || !problem.message) {
      throw broken(`a problem must name field, code and message: ${JSON.stringify(problem)}`)
    }
  }
}

/** The fault is on the second line of `source`, and a problem must say so, with the `name` of what is wrong. */
export function expectProblem(subject: TemplateEngineSubject, source: string, name = ''): void {
  const compiled = compile(subject, source)
  if (compiled.ok) throw broken(`${JSON.stringify(source)} must be refused`)
  checkProblems(compiled)
  if (!compiled.problems.some((p) => p.line === 2 && p.message.includes(name))) {
    throw broken(
      `${JSON.stringify(source)}: no problem names line 2 and '${name}': ${JSON.stringify(compiled.problems)}`,
    )
  }
}

/** Three loops inside each other must be stopped by the budget; what is rendered next is not hurt by it. */
export function expectStopped(subject: TemplateEngineSubject, budget: RenderBudget, items: number): void {
  const bomb = compileGood(subject, subject.nestedLoops, { budget })
  if (!(fill(bomb, { data: { items: Array(items).fill(1) } }) instanceof RenderError)) {
    throw broken(`${items}³ rounds were rendered within the budget ${JSON.stringify(budget)}`)
  }
  const after = fill(bomb, { data: { items: [1, 2] } })
  if (after !== 'x'.repeat(8)) throw broken(`after a budget was passed, a small render gave ${after}`)
}

export function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner) deepFreeze(inner)
  return Object.freeze(value)
}
