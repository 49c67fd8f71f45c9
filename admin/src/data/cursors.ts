/**
 * The API pages by key: page n is asked for with the cursor that page n − 1 gave. People (and react-admin) count pages, so
 * the cursors of each list are kept, in this tab, over reloads.
 */
const KEY = 'carillon.cursors'
/** Lists whose cursors are kept; the oldest goes first. A cursor has about 80 characters. */
const LISTS = 30

type Cursors = Record<string, (string | null)[]>

function read(): Cursors {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Cursors
  } catch {
    return {}
  }
}

export interface PageCursors {
  /** Of page `n`, counted from 1; undefined when the page before it was never seen. */
  of(n: number): string | null | undefined
  /** Page `n` ended with this. */
  learn(n: number, next: string | null): void
}

/** The cursors of one list: `key` names resource, filter, order and size of page. */
export function cursorsOf(key: string): PageCursors {
  return {
    // A null there is the end of the list: no such page.
    of: (n) => (n <= 1 ? null : (read()[key]?.[n - 2] ?? undefined)),
    learn(n, next) {
      const { [key]: known = [], ...others } = read()
      const kept = Object.entries(others).slice(-LISTS)
      const mine = [...known.slice(0, n - 1), next]
      try {
        sessionStorage.setItem(KEY, JSON.stringify({ ...Object.fromEntries(kept), [key]: mine }))
      } catch {
        // No storage: page 2 works within this list as long as react-query keeps page 1.
      }
    },
  }
}
