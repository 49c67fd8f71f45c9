declare module 'pdfmake' {
  /** As much of a document as we write; the rest of pdfmake's format is not used. */
  export type Content = string | { readonly [key: string]: unknown } | readonly Content[]
  interface Printer {
    setUrlAccessPolicy(allowed: (url: string) => boolean): void
    setLocalAccessPolicy(allowed: (path: string) => boolean): void
    setFonts(fonts: Record<string, Record<string, string>>): void
    createPdf(document: object): { getBuffer(): Promise<Buffer> }
  }
  const printer: Printer
  export default printer
}

declare module 'pdfmake/fonts/Roboto.js' {
  const fonts: Record<string, Record<string, string>>
  export default fonts
}
