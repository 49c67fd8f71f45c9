import { type RenderBudget, RenderError } from '../../../core/contracts/index.ts'
import { createHandlebarsEngine } from '../../../plugins/handlebars/index.ts'

export const engine = createHandlebarsEngine()

export const SCOPE = {
  variables: [
    'contact.firstName',
    'contact.lastName',
    'contact.attributes.*',
    'campaign.name',
    'order.total',
    'order.items.name',
    'order.items.price',
    'urls.click',
    'urls.pixel',
    'data.*',
  ],
}

export interface Options {
  readonly mode?: 'html' | 'text'
  readonly locale?: string
  readonly budget?: RenderBudget
}

export const compile = (source: string, options: Options = {}) =>
  engine.compile({ source, field: 'html', mode: 'html', locale: 'en', scope: SCOPE, ...options })

/** The problems as `line:column code`. */
export function problems(source: string): string[] {
  const compiled = compile(source)
  return compiled.ok ? [] : compiled.problems.map(({ line, column, code }) => `${line}:${column} ${code}`)
}

export function render(source: string, values: Record<string, unknown>, options: Options = {}): string {
  const compiled = compile(source, options)
  if (!compiled.ok) throw new Error(compiled.problems.map((problem) => problem.message).join(' '))
  return compiled.render(values)
}

/** The RenderError that these values cause. */
export function failure(source: string, values: Record<string, unknown>, options: Options = {}): RenderError {
  try {
    render(source, values, options)
  } catch (error) {
    if (error instanceof RenderError) return error
    throw error
  }
  throw new Error('it was rendered')
}
