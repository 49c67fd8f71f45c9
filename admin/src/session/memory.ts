/**
 * What outlives a reload: that somebody signed in here, and into which workspace. Tokens never do: the access token is
 * kept in memory, the refresh token in a cookie that no script can read.
 */
const SIGNED_IN = 'carillon.signed-in'
const WORKSPACE = 'carillon.workspace'

const quietly = <T>(work: () => T): T | null => {
  try {
    return work()
  } catch {
    // Storage is refused in some private windows; then each reload asks for the password.
    return null
  }
}

export const remembered = {
  /** Spares a refresh that must fail when nobody has signed in yet. */
  signedIn: () => quietly(() => localStorage.getItem(SIGNED_IN)) !== null,
  /** Each tab keeps its own; a new tab takes the one used last. */
  workspaceId: () => quietly(() => sessionStorage.getItem(WORKSPACE) ?? localStorage.getItem(WORKSPACE)) ?? undefined,
  keep(workspaceId: string) {
    quietly(() => {
      localStorage.setItem(SIGNED_IN, '1')
      localStorage.setItem(WORKSPACE, workspaceId)
      sessionStorage.setItem(WORKSPACE, workspaceId)
    })
  },
  forget() {
    quietly(() => {
      localStorage.removeItem(SIGNED_IN)
      sessionStorage.removeItem(WORKSPACE)
    })
  },
}
