export interface Compiled {
  readonly html: string
  readonly errors: readonly { readonly line?: number; readonly message: string }[]
}

interface MjmlError {
  readonly line?: number
  readonly message?: string
}
type Compiler = (source: string, options: object) => { readonly html: string; readonly errors: readonly MjmlError[] }

let loaded: Promise<Compiler> | undefined

/** MJML to HTML, in this browser. The compiler is 350 kB and comes when it is first needed. */
export async function compileMjml(source: string): Promise<Compiled> {
  loaded ??= import('mjml-browser').then((module) => module.default as Compiler)
  const compile = await loaded
  try {
    // Without fonts: MJML's own list would make every reader's program ask Google for them.
    const { html, errors } = compile(source, { validationLevel: 'soft', keepComments: false, fonts: {} })
    return { html, errors: errors.map(({ line, message = '' }) => ({ ...(line ? { line } : {}), message })) }
  } catch (error) {
    return { html: '', errors: [{ message: (error as Error).message }] }
  }
}
