import { lexer, type Token, type Tokens } from 'marked'

/** The same files that GitHub shows; each is a chunk of its own and loaded when it is read. */
const PAGES = import.meta.glob<string>('../../../docs/guide/*/*.md', { query: '?raw', import: 'default' })
const IMAGES = import.meta.glob<string>('../../../docs/guide/images/*.webp', {
  query: '?url',
  import: 'default',
  eager: true,
})

export interface GuideText {
  readonly title: string
  /** Everything below the title. */
  readonly tokens: readonly Token[]
}

/** A page of the guide, or null where there is none of this name. */
export async function readGuide(language: string, page: string): Promise<GuideText | null> {
  const load = PAGES[`../../../docs/guide/${language}/${page}.md`]
  if (!load) return null
  const [first, ...tokens] = lexer(await load())
  return { title: (first as Tokens.Heading).text, tokens }
}

/** `../images/check.en.webp` as it stands in a page → the file of this build. */
export const imageOf = (href: string): string | undefined =>
  IMAGES[href.replace(/^\.\.\/images\//, '../../../docs/guide/images/')]
