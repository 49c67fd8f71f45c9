import type { AuthProvider } from 'ra-core'
import { ruleOf } from '../data/resources.ts'
import { readSession, signOut } from './session.ts'

const READING = new Set(['list', 'show', 'read'])

/**
 * Who is signed in, as react-admin asks. Signing in happens before react-admin is there (session/Gate.tsx), so that the
 * address stays what it was and one returns to the same place.
 */
export const authProvider: AuthProvider = {
  login: async () => {},
  logout: async () => {
    await signOut()
    return false
  },
  checkAuth: async () => {},
  // The API client has ended the session by then, and the gate shows the sign-in.
  checkError: async () => {},
  getIdentity: async () => {
    const session = readSession()
    if (session.is !== 'in') throw new Error('signed out')
    return { id: session.me.id, fullName: session.me.name || session.me.email }
  },
  getPermissions: async () => {
    const session = readSession()
    return session.is === 'in' ? session.me.permissions : []
  },
  async canAccess({ resource, action }) {
    const session = readSession()
    const rule = ruleOf(resource)
    if (session.is !== 'in' || !rule) return session.is === 'in'
    const needed = READING.has(action) ? rule.read : action === 'export' ? rule.read : rule.write
    return needed !== undefined && session.me.permissions.includes(needed)
  },
}
