import type { FastifyInstance } from 'fastify'
import type { Core } from '../../context.ts'
import { notFound, Problem } from '../../errors.ts'
import type { Trx } from '../../infra/postgres.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { Membership, Session, User } from '../model.ts'
import { ROLE_PERMISSIONS } from '../permissions.ts'
import { normaliseEmail } from '../users.ts'
import { countAttempt } from './attempts.ts'
import { hashPassword, outdated, passwordFits } from './passwords.ts'
import { type OpenedSession, openSession, refreshSession } from './sessions.ts'
import { ACCESS_SECONDS, readRefresh, signAccess } from './tokens.ts'

/** Where a sign-in comes from. */
export interface Caller {
  readonly ip: string
  readonly userAgent?: string | undefined
  /** The refresh cookie, whatever is in it. */
  readonly cookie?: string | undefined
}

export interface SignedIn {
  readonly accessToken: string
  readonly tokenType: 'Bearer'
  readonly expiresIn: number
  readonly workspaceId: string
  readonly refreshToken: string
}

const wrong = () => new Problem('unauthenticated', 'Address and password do not fit.')

/** Address and password for an access token and the first refresh token. Unknown address, wrong password and disabled user get one answer, in one time. */
export async function signIn(
  app: FastifyInstance,
  input: { email: string; password: string; workspaceId?: string | undefined },
  caller: Caller,
): Promise<SignedIn> {
  const { core } = app
  const email = normaliseEmail(input.email) ?? input.email.toLowerCase().slice(0, 254)
  const user = await core.db.system(async (trx) => User.query(trx).findOne({ email }))
  const knownBrowser = await signedInBefore(core, caller.cookie, user?.id)
  const attempt = await countAttempt(core, { email, ip: caller.ip, knownBrowser })
  const fits = await passwordFits(user?.passwordHash, input.password)
  if (!user || !fits || user.disabledAt) throw wrong()
  const rehashed = outdated(user.passwordHash!) ? await hashPassword(input.password) : undefined
  return core.db.system(async (trx) => {
    const membership = await membershipOf(trx, user.id, input.workspaceId)
    await attempt.succeeded(trx)
    await User.query(trx)
      .findById(user.id)
      .patch({ lastLoginAt: new Date(), ...(rehashed ? { passwordHash: rehashed } : {}) })
    const session = await openSession(trx, core, { userId: user.id, ip: caller.ip, userAgent: caller.userAgent })
    await audit(trx, asActor(user, membership, session.id, caller.ip), {
      action: 'session.start',
      objectType: 'session',
      objectId: session.id,
    })
    return answer(app, user.id, membership.workspaceId, session)
  })
}

/** A refresh token of ours, even an old one, shows that this browser has signed in as this user before. */
async function signedInBefore(core: Core, cookie: string | undefined, userId: string | undefined): Promise<boolean> {
  const token = readRefresh(core.vault, cookie)
  if (!token || !userId) return false
  const session = await core.db.system(async (trx) =>
    Session.query(trx).findOne({ id: token.sessionId, user_id: userId }),
  )
  return session !== undefined
}

/** The membership in the workspace asked for, else the oldest. */
async function membershipOf(trx: Trx, userId: string, workspaceId: string | undefined): Promise<Membership> {
  const membership = await Membership.query(trx)
    .where({ user_id: userId, ...(workspaceId ? { workspace_id: workspaceId } : {}) })
    .orderBy(['created_at', 'workspace_id'])
    .first()
  if (membership) return membership
  throw workspaceId ? notFound('workspace') : new Problem('forbidden', 'You are not a member of any workspace.')
}

/** The next refresh token and a fresh access token. A token used before ends the session, and the log says so. */
export async function refresh(
  app: FastifyInstance,
  input: { workspaceId?: string | undefined },
  caller: Caller,
): Promise<SignedIn> {
  const { core } = app
  const result = await core.db.system(async (trx) => {
    const refreshed = await refreshSession(trx, core, caller.cookie)
    if (refreshed.is === 'refused') return null
    const user = await User.query(trx).findById(refreshed.userId).throwIfNotFound()
    if (refreshed.is === 'refreshed')
      return answer(app, user.id, (await membershipOf(trx, user.id, input.workspaceId)).workspaceId, refreshed.session)
    // Returned, not thrown: the end of the session must be committed.
    for (const membership of await Membership.query(trx).where({ user_id: user.id }).orderBy('workspace_id'))
      await audit(trx, asActor(user, membership, refreshed.sessionId, caller.ip), {
        action: 'session.reuse',
        objectType: 'session',
        objectId: refreshed.sessionId,
      })
    return null
  })
  if (result) return result
  app.access.forget()
  throw new Problem('unauthenticated', 'This session is over. Sign in again.')
}

/** An access token for another workspace of the same user. */
export async function switchWorkspace(app: FastifyInstance, actor: Actor, workspaceId: string) {
  await app.core.db.system(async (trx) => membershipOf(trx, actor.id, workspaceId))
  const { refreshToken: _, ...rest } = answer(app, actor.id, workspaceId, { id: actor.sessionId!, refreshToken: '' })
  return rest
}

const answer = (app: FastifyInstance, userId: string, workspaceId: string, session: OpenedSession): SignedIn => ({
  accessToken: signAccess(app, { sub: userId, wid: workspaceId, sid: session.id }),
  tokenType: 'Bearer',
  expiresIn: ACCESS_SECONDS,
  workspaceId,
  refreshToken: session.refreshToken,
})

const asActor = (user: User, membership: Membership, sessionId: string, ip: string): Actor => ({
  kind: 'user',
  id: user.id,
  name: user.name || user.email,
  workspaceId: membership.workspaceId,
  role: membership.role,
  permissions: ROLE_PERMISSIONS[membership.role],
  sessionId,
  ip,
})
