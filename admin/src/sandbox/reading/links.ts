import type { Opened } from '../types.ts'

export interface NamedLink {
  readonly link: number
  /** What stands on it in the message; null where it stands nowhere in the HTML. */
  readonly text: string | null
}

const LONGEST = 60

/** The links of a message by the words that people press on. The HTML is read as a document that nobody shows: nothing in it loads or runs. */
export function linksOf({ possible, view }: Opened): NamedLink[] {
  const texts = new Map<string, string>()
  if (view?.html) {
    const page = new DOMParser().parseFromString(view.html, 'text/html')
    for (const a of page.querySelectorAll('a[href]')) {
      const alt = a.querySelector('img')?.getAttribute('alt')
      const text = (a.textContent?.replace(/\s+/g, ' ').trim() || alt || '').slice(0, LONGEST)
      const href = a.getAttribute('href')!
      if (text && !texts.has(href)) texts.set(href, text)
    }
  }
  return possible.links.map(({ link, url }) => ({ link, text: texts.get(url) ?? null }))
}
