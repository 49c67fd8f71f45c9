import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { segments } from './calls.ts'
import type { Rule } from './types.ts'

/** Typing goes on for a moment; each count costs the database up to two seconds. */
const PAUSE_MS = 400

/** Who fits these rules now. A count that is no longer asked for is given up. Null: rules that are not finished. */
export function usePreview(rules: Rule | null) {
  const text = useSettled(rules === null ? null : JSON.stringify(rules))
  return useQuery({
    queryKey: ['api', '/segments/preview', text],
    queryFn: ({ signal }) => segments.preview(JSON.parse(text!) as Rule, signal),
    enabled: text !== null,
    placeholderData: keepPreviousData,
  })
}

function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
