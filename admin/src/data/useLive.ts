import { createContext, useCallback, useContext, useSyncExternalStore } from 'react'
import type { LiveClient, LiveStatus } from './live.ts'

export const LiveContext = createContext<LiveClient | null>(null)

function useClient(): LiveClient {
  const client = useContext(LiveContext)
  if (!client) throw new Error('LiveContext is missing: the shell provides it.')
  return client
}

export interface LiveState<T> {
  /** The newest state; undefined until the first one came. */
  readonly data: T | undefined
  /** Whether changes come in right now. What is shown while not is what was last known. */
  readonly status: LiveStatus
  /** 'forbidden', 'not_found', …: the server does not give this topic. */
  readonly refused: string | null
}

/** The state of a topic, as it changes: 'campaign:<id>', 'import:<id>', 'alerts', … Without a topic: nothing is asked. */
export function useLive<T>(topic: string | null): LiveState<T> {
  const client = useClient()
  const watch = useCallback(
    (listener: () => void) => (topic ? client.watch(topic, listener) : () => {}),
    [client, topic],
  )
  const data = useSyncExternalStore(watch, () => (topic ? client.topic(topic)?.data : undefined)) as T | undefined
  const refused = useSyncExternalStore(watch, () => (topic ? (client.topic(topic)?.refused ?? null) : null))
  return { data, refused, status: useLiveStatus() }
}

export function useLiveStatus(): LiveStatus {
  const client = useClient()
  return useSyncExternalStore(client.watchStatus, client.status)
}
