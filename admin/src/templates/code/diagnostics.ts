import type { Diagnostic } from '@codemirror/lint'
import type { Text } from '@codemirror/state'

export interface Mark {
  readonly line?: number | undefined
  readonly column?: number | undefined
  readonly message: string
  readonly severity: 'error' | 'warning'
}

/** Where a line and column of the server stand in a text that may have changed since. */
export function positionOf(text: Text, line = 1, column = 1): number {
  const at = text.line(Math.min(Math.max(line, 1), text.lines))
  return Math.min(at.from + Math.max(column - 1, 0), at.to)
}

const WORD = /^\{\{[^}]*\}\}|^[\w.#/]+/

/** Marks of the server as the editor shows them: the tag that is meant, or the line. */
export function diagnosticsOf(text: Text, marks: readonly Mark[]): Diagnostic[] {
  return marks.map(({ line, column, message, severity }) => {
    const from = positionOf(text, line, column)
    const rest = text.lineAt(from)
    const word = WORD.exec(text.sliceString(from, rest.to))?.[0].length ?? 0
    return { from, to: Math.min(from + Math.max(word, 1), rest.to), severity, message }
  })
}
