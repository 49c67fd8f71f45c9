import { useEffect, useState } from 'react'
import { useFormat } from '../i18n/useFormat.ts'

/** "3 minutes ago", moving on by itself; the exact time as its title. */
export function TimeAgo({ at }: { at: string }) {
  const { relative, exact } = useFormat()
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <time dateTime={at} title={exact(at)}>
      {relative(at, now)}
    </time>
  )
}
