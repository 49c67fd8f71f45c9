import { useEffect, useState } from 'react'
import type { Localized } from '../../../core/contracts/common.ts'
import { PAGES } from '../pages.ts'
import { useMe } from '../session/useSession.ts'

interface Found {
  readonly label: Localized
  readonly hits: readonly { readonly text: string; readonly to: string }[]
}

const SHORTEST = 2
const PAUSE_MS = 200

/** Asks every page that can search, once the typing pauses; an answer that comes late for an older text is given up. */
export function useSearches(text: string): { found: readonly Found[]; busy: boolean } {
  const { permissions } = useMe()
  const [found, setFound] = useState<readonly Found[]>([])
  const [busy, setBusy] = useState(false)
  const wanted = text.trim()
  useEffect(() => {
    setFound([])
    if (wanted.length < SHORTEST) return setBusy(false)
    const searches = PAGES.flatMap(({ search }) => search ?? []).filter(
      ({ needs }) => !needs || permissions.includes(needs),
    )
    const stop = new AbortController()
    setBusy(true)
    const timer = setTimeout(async () => {
      const results = await Promise.all(
        searches.map(async ({ label, find }) => ({ label, hits: await find(wanted, stop.signal).catch(() => []) })),
      )
      if (stop.signal.aborted) return
      setFound(results.filter(({ hits }) => hits.length > 0))
      setBusy(false)
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [wanted, permissions])
  return { found, busy }
}
