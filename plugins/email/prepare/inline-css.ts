import { inline } from '@css-inline/css-inline'
import { Parser } from 'htmlparser2'
import type { Edit } from './edits.ts'
import { attributeOf, encodeValue, type Markup, type StartTag } from './markup.ts'
import { MARK } from './skeleton.ts'
import { aroundTags, setAside, type Tag } from './tags.ts'

const MAX_SHEETS = 100

/** Selectors × elements: what the inliner has to try; 5 million take about half a second. */
const MAX_MATCHES = 5_000_000

const OPTIONS = { loadRemoteStylesheets: false, keepStyleTags: true, removeInlinedSelectors: true, keepAtRules: true }
export interface Inlined {
  readonly edits: readonly Edit[]
  /** Why styles stay where they are. */
  readonly problem?: { readonly code: string; readonly message: string; readonly at: number }
}

interface Sheet {
  readonly tag: StartTag
  readonly contentEnd: number
  readonly end: number
}

/**
 * Writes the rules of `<style>` into `style` attributes; what cannot be written there (`@media`, `:hover`) stays in one
 * `<style>`. The inliner repairs HTML as a browser does, which would tear `{{#each}}` out of a table: so it only sees a
 * skeleton with numbered elements, and what it found out is written into the original, which else stays byte for byte.
 */
export function inlineStyles(html: string, tags: readonly Tag[], markup: Markup, skeleton: string): Inlined {
  const sheets = findSheets(html, tags, markup)
  if (sheets.length === 0) return { edits: [] }
  const css = setAside(sheets.map((sheet) => html.slice(sheet.tag.end, sheet.contentEnd)).join('\n'))
  const refuse = (code: string, message: string): Inlined => ({
    edits: [],
    problem: { code, message, at: sheets[0]!.tag.start },
  })
  const selectors = css.text.split(/[{,]/).length
  if (selectors * markup.starts.length > MAX_MATCHES) {
    return refuse('css_too_large', `${selectors} selectors for ${markup.starts.length} elements are too many.`)
  }
  try {
    const found = ask(`<style>${css.text}</style>${skeleton}`)
    const edits = [...found.styles].map(([n, style]) =>
      styleEdit(html, markup.starts[n]!, css.restore(encodeValue(style))),
    )
    return { edits: [...edits, ...sheetEdits(html, sheets, css.restore(found.rest))] }
  } catch (error) {
    return refuse('css', `The styles cannot be read: ${(error as Error).message.slice(0, 200)}.`)
  }
}

/** Style sheets for screens, closed, and without blocks in them: `{{#if}}` cannot be resolved before a recipient is known. */
function findSheets(html: string, tags: readonly Tag[], markup: Markup): Sheet[] {
  const sheets: Sheet[] = []
  for (const tag of markup.starts.filter((one) => one.name === 'style').slice(0, MAX_SHEETS)) {
    const close = markup.ends.find((end) => end.start >= tag.end)
    const media = attributeOf(tag, 'media')
    const forScreens = !media || /^\s*(all|screen)?\s*$/i.test(html.slice(media.valueStart, media.valueEnd))
    if (!forScreens || close?.name !== 'style') continue
    const hasBlocks = tags.some((one) => one.start >= tag.end && one.end <= close.start && one.kind !== 'plain')
    if (!hasBlocks) sheets.push({ tag, contentEnd: close.start, end: close.end })
  }
  return sheets
}

/** Runs the inliner: the style of each numbered element, and the rules that are left. */
function ask(copy: string): { styles: ReadonlyMap<number, string>; rest: string } {
  const styles = new Map<number, string>()
  let rest = ''
  let inSheet = false
  const parser = new Parser({
    onopentag: (name, attributes) => {
      inSheet = name === 'style'
      const { [MARK]: mark, style } = attributes
      if (mark !== undefined && style && !styles.has(Number(mark))) styles.set(Number(mark), style)
    },
    ontext: (text) => {
      if (inSheet) rest += text
    },
    onclosetag: () => {
      if (inSheet) rest += '\n'
      inSheet = false
    },
  })
  parser.end(inline(copy, OPTIONS))
  return { styles, rest: rest.trim() }
}

/** Writes a style into an element; what the element says itself comes after it, and so wins as it did before. */
function styleEdit(html: string, tag: StartTag, style: string): Edit {
  const own = attributeOf(tag, 'style')
  if (!own) return { start: tag.nameEnd, end: tag.nameEnd, text: ` style="${style}"` }
  const raw = html.slice(own.valueStart, own.valueEnd)
  const said = own.quote === "'" ? aroundTags(raw, (value) => value.replaceAll('"', '&quot;')) : raw
  return { start: own.start, end: own.end, text: `style="${style.replace(/;?\s*$/, ';')}${said}"` }
}

/** The first sheet keeps the rules that are left; it and the others go if there are none. */
function sheetEdits(html: string, sheets: readonly Sheet[], rest: string): Edit[] {
  return sheets.map(({ tag, end }, i) => {
    const kept = i === 0 && rest !== '' ? `${html.slice(tag.start, tag.end)}${rest}</style>` : ''
    return { start: tag.start, end, text: kept }
  })
}
