/** The part of html-to-text 10 that is used; the package brings no types. */
declare module 'html-to-text' {
  interface Element {
    readonly attribs: Readonly<Record<string, string>>
  }
  interface BlockBuilder {
    addInline(text: string): void
  }
  type Formatter = (element: Element, walk: unknown, builder: BlockBuilder, options: unknown) => void
  interface Selector {
    readonly selector: string
    readonly format?: string
    readonly options?: Readonly<Record<string, unknown>>
  }
  interface Options {
    readonly wordwrap?: false | number
    readonly selectors?: readonly Selector[]
    readonly formatters?: Readonly<Record<string, Formatter>>
    readonly limits?: { readonly maxDepth?: number; readonly maxInputLength?: number }
  }
  export function convert(html: string, options?: Options): string
}
