const listeners = new Set<() => void>()
let open = false

function set(next: boolean): void {
  open = next
  for (const listener of listeners) listener()
}

export const openPalette = () => set(true)
export const closePalette = () => set(false)
export const isPaletteOpen = () => open
export function watchPalette(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
