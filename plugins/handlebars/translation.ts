import type { ContentProblem } from '../../core/contracts/index.ts'
import { LIMITS } from './limits.ts'
import type { Names } from './scope.ts'

/** One `each` around the place that is translated. */
export interface ItemScope {
  /** The path of the list as the scope names it: items are looked up below it, without a number. */
  readonly base: string
  /** Names given by `as |item index|`. */
  readonly params: readonly string[]
}

/** One field on its way from syntax tree to functions; collects what is wrong with it. */
export interface Translation {
  readonly field: string
  readonly html: boolean
  readonly locale: string
  readonly names: Names
  /** From the outermost `each` to the innermost. */
  readonly items: readonly ItemScope[]
  readonly problems: ContentProblem[]
}

/** Notes a problem at the place of a node; lines and columns are counted from 1. */
export function report(translation: Translation, node: hbs.AST.Node, code: string, message: string): undefined {
  if (translation.problems.length >= LIMITS.problems) return undefined
  const { line, column } = node.loc.start
  translation.problems.push({ field: translation.field, line, column: column + 1, code, message })
  return undefined
}
