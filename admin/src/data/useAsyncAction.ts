import { useQueryClient } from '@tanstack/react-query'
import { useNotify, useTranslate } from 'ra-core'
import { useCallback, useRef, useState } from 'react'
import { isAbort } from './problem.ts'
import { problemSentence } from './sentences.ts'

export interface AsyncAction<A extends unknown[]> {
  readonly run: (...args: A) => Promise<boolean>
  readonly busy: boolean
  readonly error: unknown
  readonly clear: () => void
}

/**
 * A button's work: busy while it runs, started once however often it is pressed, its failure shown as a sentence.
 * `done` is the key of what to say afterwards; `changes` names what is old then ('contacts', or an address of `useApi`).
 * With `quiet` the failure is left to the caller, who shows `error`.
 */
export function useAsyncAction<A extends unknown[]>(
  work: (...args: A) => Promise<unknown>,
  options: { done?: string; changes?: readonly string[]; quiet?: boolean } = {},
): AsyncAction<A> {
  const notify = useNotify()
  const translate = useTranslate()
  const client = useQueryClient()
  const running = useRef(false)
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null })
  const latest = useRef({ work, options })
  latest.current = { work, options }
  const run = useCallback(
    async (...args: A) => {
      if (running.current) return false
      running.current = true
      setState({ busy: true, error: null })
      const { work: now, options: how } = latest.current
      try {
        await now(...args)
        for (const name of how.changes ?? [])
          await client.invalidateQueries({ queryKey: name.startsWith('/') ? ['api', name] : [name] })
        if (how.done) notify(how.done, { type: 'success' })
        setState({ busy: false, error: null })
        return true
      } catch (error) {
        setState({ busy: false, error })
        if (!how.quiet && !isAbort(error))
          notify(problemSentence(error, translate), { type: 'error', autoHideDuration: 10_000 })
        return false
      } finally {
        running.current = false
      }
    },
    [client, notify, translate],
  )
  return { run, ...state, clear: useCallback(() => setState({ busy: false, error: null }), []) }
}
