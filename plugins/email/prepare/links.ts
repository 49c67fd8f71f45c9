import type { Edit } from './edits.ts'
import { attributeOf, decodeValue, type Markup } from './markup.ts'
import { aroundTags, findLoops, findTags, isBalanced, maskTags, type Tag } from './tags.ts'

/**
 * Numbers link targets in order of first appearance. The same target has the same number wherever it stands, so that
 * its clicks from HTML and text are counted together.
 */
export interface LinkList {
  readonly targets: readonly string[]
  addressOf(target: string): string
}

export function createLinkList(): LinkList {
  const numbers = new Map<string, number>()
  const targets: string[] = []
  return {
    targets,
    addressOf: (target) => {
      const number = numbers.get(target) ?? targets.push(target) - 1
      numbers.set(target, number)
      return `{{urls.click}}/${number}`
    },
  }
}

/** Points every `<a href>` and `<area href>` that leads to the web at its click address. */
export function linkEdits(html: string, tags: readonly Tag[], markup: Markup, list: LinkList): Edit[] {
  const inLoop = loopTest(tags)
  const edits: Edit[] = []
  for (const tag of markup.starts) {
    const href = tag.name === 'a' || tag.name === 'area' ? attributeOf(tag, 'href') : undefined
    if (!href) continue
    const raw = html.slice(href.valueStart, href.valueEnd)
    const target = aroundTags(raw, (text) => decodeValue(text).replace(/[\t\r\n]/g, '')).trim()
    if (!isTracked(target, inLoop(href.valueStart))) continue
    edits.push({ start: href.valueStart, end: href.valueEnd, text: list.addressOf(target) })
  }
  return edits
}

/** A bare address in a text; the mask has letters where values are written and blanks where blocks stand. */
const BARE = /https?:\/\/[^\s<>"]+/gi

/** Points every bare http(s) address of a text at its click address. */
export function textLinkEdits(text: string, list: LinkList): Edit[] {
  const tags = findTags(text)
  const indexAt = new Map(tags.map((tag, i) => [tag.start, i]))
  const inLoop = loopTest(tags)
  const masked = maskTags(text, tags)
  const edits: Edit[] = []
  for (const match of masked.matchAll(BARE)) {
    const start = match.index
    const end = start + trimEnd(match[0]).length
    const target = text.slice(start, end)
    if (/^https?:\/\/$/i.test(target) || goesOn(text, tags, indexAt, start + match[0].length)) continue
    if (isTracked(target, inLoop(start))) edits.push({ start, end, text: list.addressOf(target) })
  }
  return edits
}

/**
 * A target is tracked if it leads to http(s) or begins with a variable. Not inside a loop with variables (the item is
 * not known any more when the link is clicked), nor with an address of our own in it.
 */
export function isTracked(target: string, inLoop: boolean): boolean {
  const tags = findTags(target)
  if (tags.some((tag) => tag.name.startsWith('urls.')) || !isBalanced(tags)) return false
  if (inLoop && tags.length > 0) return false
  if (/^https?:\/\/\S/i.test(target)) return true
  return (
    target.startsWith('{{') &&
    tags.length > 0 &&
    branches(target, tags).every((part) => /^(https?:\/\/\S|\{\{)/i.test(part))
  )
}

/** The pieces between block tags: `{{#if a}}x{{else}}y{{/if}}` gives x and y. */
function branches(target: string, tags: readonly Tag[]): string[] {
  const parts: string[] = []
  let at = 0
  for (const { start, end, kind } of tags) {
    if (kind === 'plain') continue
    parts.push(target.slice(at, start).trim())
    at = end
  }
  parts.push(target.slice(at).trim())
  return parts.filter((part) => part !== '')
}

/** Whether an address that ends here may go on inside or after a block: then it is no single target. */
function goesOn(text: string, tags: readonly Tag[], indexAt: ReadonlyMap<number, number>, end: number): boolean {
  let at = end
  for (let i = indexAt.get(at); i !== undefined; i = indexAt.get(at)) {
    const tag = tags[i]!
    if (tag.kind === 'open' || tag.kind === 'plain') return true
    const last = tag.kind === 'middle' ? endOfBlock(tags, i) : tag
    if (!last) return true
    at = last.end
  }
  return at > end && at < text.length && /[^\s<>"]/.test(text[at]!)
}

/** How many tags are read to find where a block ends. */
const LOOKAHEAD = 200

/** The tag that closes the block in which tag number `from` stands. */
function endOfBlock(tags: readonly Tag[], from: number): Tag | undefined {
  let depth = 1
  for (const tag of tags.slice(from + 1, from + LOOKAHEAD)) {
    if (tag.kind === 'open') depth += 1
    if (tag.kind === 'close' && --depth === 0) return tag
  }
  return undefined
}

/** Without the punctuation of the sentence around it. A closing bracket stays if it was opened in the address. */
function trimEnd(address: string): string {
  const spare = new Map([...')]}'].map((closer, i) => [closer, count(address, closer) - count(address, '([{'[i]!)]))
  let end = address.length
  for (; end > 0; end -= 1) {
    const last = address[end - 1]!
    const unopened = spare.get(last) ?? 0
    if (unopened > 0) spare.set(last, unopened - 1)
    else if (!".,;:!?'*_".includes(last)) break
  }
  return address.slice(0, end)
}

const count = (text: string, char: string) => text.split(char).length - 1

/** Asks whether a place is inside `{{#each}}`; the places have to come in ascending order. */
function loopTest(tags: readonly Tag[]): (at: number) => boolean {
  const loops = findLoops(tags)
  let next = 0
  return (at) => {
    while (next < loops.length && loops[next]!.end <= at) next += 1
    return next < loops.length && at > loops[next]!.start
  }
}
