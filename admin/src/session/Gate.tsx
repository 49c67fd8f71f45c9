import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { AwayScreen } from './AwayScreen.tsx'
import { SignIn } from './SignIn.tsx'
import { useSession } from './useSession.ts'

/**
 * Shows the sign-in instead of the panel while nobody is signed in. The address stays, so that one returns to the same
 * place. Another person or workspace starts with nothing of the one before.
 */
export function Gate({ children }: { children: ReactNode }) {
  const session = useSession()
  const queryClient = useQueryClient()
  const who = session.is === 'in' ? `${session.me.id}/${session.me.workspaceId}` : null
  useEffect(() => {
    if (who) return () => queryClient.clear()
    return undefined
  }, [who, queryClient])
  if (session.is === 'in') return <div key={who}>{children}</div>
  if (session.is === 'out') return <SignIn because={session.because} />
  return <AwayScreen away={session.is === 'away'} />
}
