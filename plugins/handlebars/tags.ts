import { LIMITS } from './limits.ts'

export interface Excess {
  readonly code: string
  readonly message: string
  readonly line: number
  readonly column: number
}

/**
 * Counts tags, their characters, and how deep blocks and sub-expressions nest, in one pass over the text, before the
 * parser sees it. Reads strings, `[names]`, comments and `\{{` as Handlebars' own lexer does.
 */
export function measureTags(source: string): Excess | undefined {
  const excess = (at: number, code: string, message: string): Excess => ({ code, message, ...placeOf(source, at) })
  let tags = 0
  let chars = 0
  const blocks: number[] = []
  for (let open = source.indexOf('{{'); open >= 0; ) {
    if (isEscaped(source, open)) {
      open = source.indexOf('{{', open + 2)
      continue
    }
    const tag = readTag(source, open)
    tags += 1
    chars += tag.end - open
    if (tags > LIMITS.tags) return excess(open, 'too_many_tags', `A template may have ${LIMITS.tags} tags.`)
    if (tag.kind !== 'comment' && chars > LIMITS.tagChars) {
      return excess(open, 'too_large', `The tags of a template may have ${LIMITS.tagChars} characters together.`)
    }
    if (tag.kind === 'open') blocks.push(1)
    if (tag.kind === 'chain') blocks.push((blocks.pop() ?? 0) + 1)
    if (tag.kind === 'close') blocks.pop()
    const depth = blocks.reduce((sum, levels) => sum + levels, 0)
    if (depth > LIMITS.depth || tag.parentheses > LIMITS.depth) {
      return excess(open, 'too_deep', `Blocks and ( ) may be nested ${LIMITS.depth} deep.`)
    }
    open = source.indexOf('{{', tag.end)
  }
  return undefined
}

/** Line and column, both counted from 1. */
export function placeOf(source: string, at: number): { line: number; column: number } {
  const before = source.slice(0, at)
  const lastBreak = before.lastIndexOf('\n')
  return { line: before.split('\n').length, column: at - lastBreak }
}

const isEscaped = (source: string, at: number) => source[at - 1] === '\\' && source[at - 2] !== '\\'

interface Tag {
  readonly end: number
  /** 'chain' is `{{else if …}}`: one level deeper, closed by the same tag as its block. */
  readonly kind: 'open' | 'chain' | 'close' | 'comment' | 'plain'
  readonly parentheses: number
}

function readTag(source: string, open: number): Tag {
  let at = open + 2
  while (source[at] === '{' || source[at] === '~') at += 1
  if (source[at] === '!') return readComment(source, at)
  const kind = kindOf(source.slice(at, at + 64))
  let nested = 0
  let deepest = 0
  while (at < source.length && !source.startsWith('}}', at)) {
    const char = source[at]!
    if (char === '"' || char === "'" || char === '[') {
      at = endOfQuoted(source, at, char === '[' ? ']' : char)
      continue
    }
    if (char === '(') deepest = Math.max(deepest, ++nested)
    if (char === ')') nested -= 1
    at += 1
  }
  return { end: Math.min(source.length, at + 2), kind, parentheses: deepest }
}

function kindOf(start: string): Tag['kind'] {
  if (/^(#|\^\s*[^\s}~])/.test(start)) return 'open'
  if (/^else\s+[^\s}~]/.test(start)) return 'chain'
  return start.startsWith('/') ? 'close' : 'plain'
}

function readComment(source: string, at: number): Tag {
  const close = source.startsWith('!--', at) ? source.indexOf('--', at + 3) : source.indexOf('}}', at)
  return { end: close < 0 ? source.length : close + 2, kind: 'comment', parentheses: 0 }
}

function endOfQuoted(source: string, at: number, quote: string): number {
  for (let i = at + 1; i < source.length; i += 1) {
    if (source[i] === '\\' && source[i + 1] === quote) i += 1
    else if (source[i] === quote) return i + 1
  }
  return source.length
}
