import type { ContentProblem } from './channel.ts'

/** What a template may say: names under which values are found, each with a sample. Anything else is an error at save. */
export interface TemplateScope {
  /** Dotted paths that exist: 'contact.firstName', 'contact.attributes.plan', 'campaign.name', 'data.*' (anything below). */
  readonly variables: readonly string[]
}

/** Most that one render may use. */
export interface RenderBudget {
  readonly iterations: number
  readonly outputChars: number
  readonly ms: number
}
export const DEFAULT_BUDGET: RenderBudget = { iterations: 10_000, outputChars: 1_000_000, ms: 250 }

export type Compiled =
  | { readonly ok: true; readonly render: Render }
  | { readonly ok: false; readonly problems: readonly ContentProblem[] }

/**
 * Fills one compiled field. Pure. Throws `RenderError` for a person whose data cannot be rendered or a budget that is
 * passed; never anything else.
 */
export type Render = (values: Readonly<Record<string, unknown>>) => string

export class RenderError extends Error {
  readonly code: string
  readonly field: string
  readonly line: number | undefined
  constructor(code: string, field: string, message: string, line?: number) {
    super(message)
    this.code = code
    this.field = field
    this.line = line
  }
}

/** Compile once per version, field and language; render purely; budgeted. */
export interface TemplateEngine {
  readonly id: string
  /**
   * @param source the text of one field; anything but a string is refused.
   * @param mode 'html' escapes values, 'text' does not.
   * @param locale BCP 47, for dates, numbers, money and plurals.
   */
  compile(input: {
    source: string
    field: string
    mode: 'html' | 'text'
    locale: string
    scope: TemplateScope
    budget?: RenderBudget
  }): Compiled
}
