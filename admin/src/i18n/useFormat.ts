import { useLocale } from 'ra-core'
import { useMemo } from 'react'
import { createFormat } from './format.ts'

/** Numbers, times and texts in the person's language. */
export function useFormat() {
  const locale = useLocale()
  return useMemo(() => createFormat(locale), [locale])
}
