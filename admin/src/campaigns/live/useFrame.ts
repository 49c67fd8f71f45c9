import { useEffect, useRef, useState } from 'react'

/** The newest value, shown with the next frame: whatever comes in between two frames is drawn once. */
export function useFrame<T>(value: T): T {
  const [shown, setShown] = useState(value)
  const newest = useRef(value)
  const frame = useRef(0)
  useEffect(() => {
    newest.current = value
    frame.current ||= requestAnimationFrame(() => {
      frame.current = 0
      setShown(newest.current)
    })
  }, [value])
  useEffect(() => () => cancelAnimationFrame(frame.current), [])
  return shown
}
