import { useSyncExternalStore } from 'react'
import type { Permission } from '../../../core/workspaces/permissions.ts'
import { type Me, readSession, type Session, watchSession } from './session.ts'

export const useSession = (): Session => useSyncExternalStore(watchSession, readSession)

/** Who is signed in. Pages are shown to signed-in people only, so there always is one. */
export function useMe(): Me {
  const session = useSession()
  if (session.is !== 'in') throw new Error('useMe is for what stands behind the sign-in.')
  return session.me
}

/** May I do this here? Hides what would be refused; the server decides all the same. */
export function useCan(permission: Permission): boolean {
  return useMe().permissions.includes(permission)
}
