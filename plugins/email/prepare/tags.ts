/** A `{{…}}` in a template, by its place. */
export interface Tag {
  readonly start: number
  readonly end: number
  /** 'plain' writes a value; 'open', 'middle' (`{{else}}`) and 'close' belong to a block; 'comment' writes nothing. */
  readonly kind: 'plain' | 'open' | 'middle' | 'close' | 'comment'
  /** First word inside: 'contact.firstName', 'each', 'urls.click'. */
  readonly name: string
}

/** Finds all tags in one pass, reading strings, comments and `\{{` as the template language does. Never throws. */
export function findTags(source: string): readonly Tag[] {
  const tags: Tag[] = []
  for (let start = source.indexOf('{{'); start >= 0; ) {
    const escaped = source[start - 1] === '\\' && source[start - 2] !== '\\'
    const end = escaped ? start + 2 : endOfTag(source, start)
    // Without an end it is no tag; the template engine says so, with the place.
    if (end < 0) break
    if (!escaped) tags.push(tagAt(source, start, end))
    start = source.indexOf('{{', end)
  }
  return tags
}

function tagAt(source: string, start: number, end: number): Tag {
  const [, sign = '', name = ''] = /^\{\{[{~&]*\s*([#^/!]?)\s*([^\s~}(|]*)/.exec(
    source.slice(start, Math.min(end, start + 200)),
  )!
  if (sign === '!') return { start, end, kind: 'comment', name: '' }
  if (sign === '/') return { start, end, kind: 'close', name }
  if (name === 'else' || (sign === '^' && name === '')) return { start, end, kind: 'middle', name }
  return { start, end, kind: sign === '' ? 'plain' : 'open', name }
}

function endOfTag(source: string, start: number): number {
  let at = start + 2
  while (source[at] === '~' || source[at] === '{') at += 1
  if (source[at] === '!') return after(source, source.startsWith('!--', at) ? '--}}' : '}}', at)
  while (at < source.length) {
    const char = source[at]!
    if (char === '"' || char === "'") {
      at = endOfString(source, at, char)
      if (at < 0) return -1
    } else if (source.startsWith('}}', at)) {
      return source[at + 2] === '}' && source[start + 2] === '{' ? at + 3 : at + 2
    } else at += 1
  }
  return -1
}

function endOfString(source: string, at: number, quote: string): number {
  for (let i = at + 1; i < source.length; i += 1) {
    if (source[i] === '\\' && source[i + 1] === quote) i += 1
    else if (source[i] === quote) return i + 1
  }
  return -1
}

const after = (source: string, mark: string, from: number): number => {
  const at = source.indexOf(mark, from)
  return at < 0 ? -1 : at + mark.length
}

/**
 * The same text, as long as before, with letters for what writes a value and blanks for blocks and comments: so an
 * HTML reader sees `<p {{#if a}}class="x"{{/if}} title={{b}}>` as an ordinary tag, and every offset stays true.
 */
export function maskTags(source: string, tags: readonly Tag[]): string {
  let masked = ''
  let at = 0
  for (const { start, end, kind } of tags) {
    masked += source.slice(at, start) + (kind === 'plain' ? 'm' : ' ').repeat(end - start)
    at = end
  }
  return masked + source.slice(at)
}

/** Whether every block that is opened is closed, in order. */
export function isBalanced(tags: readonly Tag[]): boolean {
  const open: string[] = []
  for (const { kind, name } of tags) {
    if (kind === 'open') open.push(name)
    if (kind === 'close' && open.pop() !== name) return false
    if (kind === 'middle' && open.length === 0) return false
  }
  return open.length === 0
}

/** The stretches between `{{#each}}` and its end, outermost only. */
export function findLoops(tags: readonly Tag[]): readonly { readonly start: number; readonly end: number }[] {
  const loops: { start: number; end: number }[] = []
  let depth = 0
  let start = 0
  for (const tag of tags) {
    if (tag.name !== 'each') continue
    if (tag.kind === 'open' && depth++ === 0) start = tag.start
    if (tag.kind === 'close' && depth > 0 && --depth === 0) loops.push({ start, end: tag.end })
  }
  return loops
}

/**
 * The text with short marks in place of its tags, and the way back. The mark is a character of the private use area
 * that the text has not: a letter to HTML, CSS and text alike.
 */
export function setAside(source: string): { readonly text: string; restore(changed: string): string } {
  const mark = freeMark(source)
  const kept: string[] = []
  let text = ''
  let at = 0
  for (const { start, end } of findTags(source)) {
    text += `${source.slice(at, start)}${mark}${kept.push(source.slice(start, end)) - 1}${mark}`
    at = end
  }
  const marks = new RegExp(`${mark}(\\d+)${mark}`, 'g')
  return {
    text: text + source.slice(at),
    restore: (changed) => (kept.length === 0 ? changed : changed.replace(marks, (_, n) => kept[Number(n)] ?? '')),
  }
}

/** Runs `change` on a text whose tags stand aside, and puts them back. */
export function aroundTags(source: string, change: (text: string) => string): string {
  const { text, restore } = setAside(source)
  return restore(change(text))
}

function freeMark(source: string): string {
  for (let code = 0xe000; code < 0xf8ff; code += 1) {
    const mark = String.fromCharCode(code)
    if (!source.includes(mark)) return mark
  }
  return '\uf8ff'
}
