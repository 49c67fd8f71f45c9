import { Parser, QuoteType, Tokenizer } from 'htmlparser2'

/** One attribute: the whole of it, and its value without quotes. */
export interface Attribute {
  readonly name: string
  readonly start: number
  readonly end: number
  readonly valueStart: number
  readonly valueEnd: number
  readonly quote: '"' | "'" | ''
}

/** One start tag as it stands in the text. */
export interface StartTag {
  /** Lower case. */
  readonly name: string
  readonly start: number
  readonly nameEnd: number
  /** After its '>'. */
  readonly end: number
  readonly attributes: readonly Attribute[]
}

export interface EndTag {
  readonly name: string
  readonly start: number
  readonly end: number
}

export interface Markup {
  readonly starts: readonly StartTag[]
  readonly ends: readonly EndTag[]
}

/** Reads tags by their offsets, in any HTML however broken. Comments, also conditional ones, are passed over. */
export function readMarkup(html: string): Markup {
  const starts: StartTag[] = []
  const ends: EndTag[] = []
  let open: { start: number; nameEnd: number; attributes: Attribute[] } | undefined
  let name = { start: 0, end: 0 }
  let value: { start: number; end: number } | undefined
  const finish = (at: number) => {
    if (!open) return
    const tag = html.slice(open.start + 1, open.nameEnd).toLowerCase()
    starts.push({ name: tag, ...open, end: at + 1 })
    open = undefined
  }
  const tokenizer = new Tokenizer(
    { decodeEntities: false },
    {
      ...NOTHING,
      onopentagname: (start, end) => {
        open = { start: start - 1, nameEnd: end, attributes: [] }
      },
      onattribname: (start, end) => {
        name = { start, end }
        value = undefined
      },
      onattribdata: (start, end) => {
        value = { start: value?.start ?? start, end }
      },
      onattribend: (kind, end) => open?.attributes.push(attribute(html, name, value, kind, end)),
      onopentagend: finish,
      onselfclosingtag: finish,
      onclosetag: (start, end) => {
        const tag = html.slice(start, end).toLowerCase()
        const close = html.indexOf('>', end)
        ends.push({ name: tag, start: start - 2, end: close < 0 ? html.length : close + 1 })
      },
    },
  )
  tokenizer.write(html)
  tokenizer.end()
  return { starts, ends }
}

const nothing = () => {}
const NOTHING = {
  onattribentity: nothing,
  oncdata: nothing,
  oncomment: nothing,
  ondeclaration: nothing,
  onend: nothing,
  onprocessinginstruction: nothing,
  ontext: nothing,
  ontextentity: nothing,
}

function attribute(
  html: string,
  name: { start: number; end: number },
  value: { start: number; end: number } | undefined,
  kind: QuoteType,
  end: number,
): Attribute {
  const quote = kind === QuoteType.Double ? '"' : kind === QuoteType.Single ? "'" : ''
  const valueEnd = value?.end ?? end - quote.length
  return {
    name: html.slice(name.start, name.end).toLowerCase(),
    start: name.start,
    end: kind === QuoteType.NoValue ? name.end : end,
    valueStart: value?.start ?? valueEnd,
    valueEnd,
    quote,
  }
}

/** The first attribute of that name: the one that counts in HTML. */
export const attributeOf = (tag: StartTag, name: string): Attribute | undefined =>
  tag.attributes.find((one) => one.name === name)

/** The value of an attribute as a browser reads it: `&amp;` is `&`. */
export function decodeValue(raw: string): string {
  let decoded = ''
  const onattribute = (_name: string, value: string) => {
    decoded = value
  }
  const parser = new Parser({ onattribute }, { decodeEntities: true })
  parser.end(`<a x="${raw.replaceAll('"', '&quot;')}">`)
  return decoded
}

export const encodeValue = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')

export const encodeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
