type Word = 'signed_in' | 'signed_out'

const line = 'BroadcastChannel' in window ? new BroadcastChannel('carillon-session') : null

/** Tells the other tabs of this browser. */
export const tellTabs = (word: Word) => line?.postMessage(word)

export function hearTabs(listener: (word: Word) => void): void {
  line?.addEventListener('message', ({ data }) => listener(data))
}

/**
 * One tab at a time: the refresh token rotates, and one that is used twice ends the session. Without Web Locks (plain
 * http on another host than this one) the server's patience of 5 s with parallel refreshes has to do.
 */
export const alone = <T>(work: () => Promise<T>): Promise<T> =>
  'locks' in navigator ? navigator.locks.request('carillon-refresh', work) : work()
