import type { TemplateEngine } from '../../contracts/index.ts'

export type Values = Readonly<Record<string, unknown>>

/** A template engine, and how its language writes what every language has. */
export interface TemplateEngineSubject {
  readonly engine: TemplateEngine
  /** `{{contact.firstName}}` */
  variable(path: string): string
  /** `{{#each data.items}}…{{/each}}`: `body` once per item of a list. */
  each(list: string, body: string): string
  /** Three loops inside each other, each over the whole of `data.items`, with an `x` in the innermost. */
  readonly nestedLoops: string
  /** Calls a function that does not exist. */
  readonly unknownHelper: string
  /** Cannot be parsed; the fault is on the second line. */
  readonly syntaxError: string
  /** Sources whose result depends on the language, with what it must hold in each. */
  readonly localised?: readonly { source: string; values: Values; expect: Readonly<Record<string, string | RegExp>> }[]
  /** Ways of this language to reach a prototype or a function; the common ones are tried anyway. */
  readonly probes?: readonly string[]
}
