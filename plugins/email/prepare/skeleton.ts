import type { EndTag, Markup, StartTag } from './markup.ts'

/** Names the number that ties an element of the skeleton to its start tag. */
export const MARK = 'data-carillon'

/**
 * The inliner, a recursive one, brings the process down somewhere above 3,000 levels (0.21.2), and the maker of the
 * text takes time with the square of the depth (html-to-text 10.0.1: 13 s for 180,000). Mails have 20 to 60.
 */
const MAX_DEPTH = 200

/** Not styled by rules, or read by other laws than ordinary elements. */
const LEFT_OUT = words(
  'base frame frameset iframe link meta noembed noframes noscript plaintext script style textarea title xmp',
)
/** The same for all that is in them. */
const LEFT_OUT_WHOLE = words('svg math template select')
const VOID = words('area base br col embed frame hr img input link meta param source track wbr')

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '))
}

/** Elements whose end tag may be missing, with those whose beginning ends them. */
const ENDED_BY: ReadonlyMap<string, readonly string[]> = new Map([
  ['p', ['p', 'li', 'dt', 'dd', 'td', 'th', 'tr']],
  ['li', ['li']],
  ['dt', ['dt', 'dd']],
  ['dd', ['dt', 'dd']],
  ['td', ['td', 'th', 'tr']],
  ['th', ['td', 'th', 'tr']],
  ['tr', ['tr']],
])

/**
 * A document with the same elements, classes and attributes in the same order, and nothing else: an `x` where there is
 * text, every element closed, in order, however broken the original. So no HTML can bring a parser to unbounded depth.
 * @returns undefined where elements nest deeper than 200.
 */
export function buildSkeleton(masked: string, markup: Markup): string | undefined {
  const stack: Open[] = []
  let skeleton = ''
  let at = 0
  const closeTo = (level: number) => {
    while (stack.length > level) {
      const { name, shown } = stack.pop()!
      if (shown) skeleton += `</${name}>`
    }
  }
  for (const { tag, number } of inOrder(markup)) {
    if (masked.slice(at, tag.start).trim() !== '') skeleton += 'x'
    at = tag.end
    if (number === undefined) {
      const level = stack.findLastIndex((open) => open.name === tag.name)
      if (level >= 0) closeTo(level)
      continue
    }
    closeTo(levelFor(stack, tag.name))
    const open = opened(tag.name, stack.at(-1))
    if (open.shown) skeleton += `<${tag.name} ${MARK}="${number}"${attributesOf(masked, tag as StartTag)}>`
    // In SVG and MathML, and only there, `/>` ends an element.
    if (VOID.has(tag.name) || (open.foreign && masked[tag.end - 2] === '/')) continue
    if (stack.push(open) > MAX_DEPTH) return undefined
  }
  closeTo(0)
  return skeleton
}

interface Open {
  readonly name: string
  /** Whether it is in the skeleton. */
  readonly shown: boolean
  readonly foreign: boolean
}

function opened(name: string, parent: Open | undefined): Open {
  const foreign = LEFT_OUT_WHOLE.has(name) || (parent?.foreign ?? false)
  return { name, foreign, shown: !foreign && !LEFT_OUT.has(name) && /^[a-z][a-z0-9-]*$/.test(name) }
}

/** How much of the stack stays open when an element of this name begins. */
function levelFor(stack: readonly Open[], name: string): number {
  let keep = stack.length
  for (let level = stack.length - 1; level >= 0; level -= 1) {
    const ended = ENDED_BY.get(stack[level]!.name)
    if (!ended) break
    if (ended.includes(name)) keep = level
  }
  return keep
}

function attributesOf(masked: string, tag: StartTag): string {
  let text = ''
  for (const { name, valueStart, valueEnd } of tag.attributes) {
    if (name === 'style' || name === MARK || !/^[a-z][\w:.-]*$/.test(name)) continue
    text += ` ${name}="${masked.slice(valueStart, valueEnd).replaceAll('"', '&quot;')}"`
  }
  return text
}

/** Start and end tags together as they come in the text; start tags with their number. */
function inOrder({ starts, ends }: Markup): { tag: StartTag | EndTag; number?: number }[] {
  const all: { tag: StartTag | EndTag; number?: number }[] = starts.map((tag, number) => ({ tag, number }))
  for (const tag of ends) all.push({ tag })
  return all.sort((a, b) => a.tag.start - b.tag.start)
}
