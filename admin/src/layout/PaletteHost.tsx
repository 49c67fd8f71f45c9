import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react'
import { closePalette, isPaletteOpen, openPalette, watchPalette } from './palette-state.ts'

const Palette = lazy(() => import('./Palette.tsx'))

/** Waits for Ctrl-K or ⌘K; the palette itself is loaded when it is first asked for. */
export function PaletteHost() {
  const open = useSyncExternalStore(watchPalette, isPaletteOpen)
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
      event.preventDefault()
      if (isPaletteOpen()) closePalette()
      else openPalette()
    }
    document.addEventListener('keydown', pressed)
    return () => {
      document.removeEventListener('keydown', pressed)
      closePalette()
    }
  }, [])
  return open ? (
    <Suspense>
      <Palette onClose={closePalette} />
    </Suspense>
  ) : null
}
