import Handlebars from 'handlebars'
import type { ContentProblem } from '../../core/contracts/index.ts'
import { LIMITS } from './limits.ts'
import { measureTags } from './tags.ts'

const handlebars = Handlebars.create()

/** What the parser keeps of the last token it read; where a syntax error is. */
interface ParserState {
  readonly Parser: {
    readonly lexer: { readonly yylloc: { last_line: number; first_column: number; last_column: number } }
  }
}

export type Parsed =
  | { readonly ok: true; readonly program: hbs.AST.Program }
  | { readonly ok: false; readonly problem: ContentProblem }

/** Reads the text of one field. Only strings reach the parser: an object would be taken for a ready syntax tree. */
export function parseSource(source: unknown, field: string): Parsed {
  const refuse = (code: string, message: string, line?: number, column?: number): Parsed => ({
    ok: false,
    problem: line === undefined ? { field, code, message } : { field, line, column: column ?? 1, code, message },
  })
  if (typeof source !== 'string') return refuse('not_a_string', 'A template is a text.')
  if (source.length > LIMITS.sourceChars) {
    return refuse('too_large', `A template may have ${LIMITS.sourceChars} characters; this one has ${source.length}.`)
  }
  const excess = measureTags(source)
  if (excess) return refuse(excess.code, excess.message, excess.line, excess.column)
  try {
    return { ok: true, program: handlebars.parse(source) }
  } catch (error) {
    const { line, column, message } = describe(error)
    return refuse('syntax', message, line, column)
  }
}

function describe(error: unknown): { line: number; column: number; message: string } {
  const { message = '', lineNumber, column } = error as { message?: string; lineNumber?: number; column?: number }
  if (lineNumber !== undefined) {
    return { line: lineNumber, column: (column ?? 0) + 1, message: message.replace(/ - \d+:\d+$/, '.') }
  }
  const at = (handlebars as unknown as ParserState).Parser.lexer.yylloc
  const lexical = message.startsWith('Lexical error')
  const got = /got '([A-Z_]+)'\s*$/.exec(message)?.[1]
  return {
    line: at.last_line,
    column: (lexical ? at.last_column : at.first_column) + 1,
    message: lexical ? 'This is not complete: a {{ or a comment has no end.' : (UNEXPECTED[got ?? ''] ?? OTHERWISE),
  }
}

const OTHERWISE = 'This does not belong here.'
const UNEXPECTED: Readonly<Record<string, string>> = {
  EOF: 'The text ends before a {{ or a block such as {{#if}} is closed.',
  INVALID: 'This character may not stand inside {{ }}.',
  CLOSE: 'Something is missing before }}.',
  INVERSE: 'An {{else}} stands outside of a block.',
  OPEN_ENDBLOCK: 'This closes a block that was not opened.',
}
