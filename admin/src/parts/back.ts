/**
 * A way back across pages: who opens the templates from the middle of something returns to that. Kept in this tab, over
 * reloads, until the person has come back.
 */
const KEY = 'carillon.back'

export interface WayBack {
  readonly to: string
  /** What one returns to, in the person's words: the name of a campaign. */
  readonly name: string
  /** Offered on addresses that begin with this: `/templates`. */
  readonly within: string
  /** When one went away: what was made since may be what was wanted. */
  readonly since: string
}

export function leaveFor(back: Omit<WayBack, 'since'>): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...back, since: new Date().toISOString() }))
  } catch {
    // No storage: the browser's own way back remains.
  }
}

export function readBack(): WayBack | null {
  try {
    const back = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as WayBack | null
    // Only ever within the panel.
    return back && /^\/(?!\/)/.test(back.to) ? back : null
  } catch {
    return null
  }
}

export function arrived(): void {
  try {
    sessionStorage.removeItem(KEY)
  } catch {
    // Nothing was kept.
  }
}
