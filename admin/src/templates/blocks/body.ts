/** Where the body of a design stands. */
const BODY = /<mj-body[\s>][\s\S]*<\/mj-body>|<mj-body\s*\/>/

/**
 * The body that was put together from blocks, within the design it came from: blocks know little of a head (defaults, styles,
 * the language), which is kept as its author wrote it.
 */
export function withBody(source: string, made: string): string {
  const body = BODY.exec(made)?.[0]
  return body && BODY.test(source) ? source.replace(BODY, () => body) : made
}
