declare module 'mjml-browser' {
  const compile: (source: string, options?: object) => { html: string; errors: { line?: number; message?: string }[] }
  export default compile
}
declare module 'grapesjs/locale/*.mjs' {
  const words: Record<string, unknown>
  export default words
}
declare module 'grapesjs-mjml/locale/*' {
  const words: Record<string, unknown>
  export default words
}
