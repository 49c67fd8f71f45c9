import { Type } from 'typebox'
import { invalid } from '../../errors.ts'
import { failures } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import { audit } from '../audit.ts'
import { countAttempt } from '../auth/attempts.ts'
import { passwordFits } from '../auth/passwords.ts'
import { callerOf, clearRefreshCookie, setRefreshCookie } from '../auth/refresh-cookie.ts'
import { endSessions } from '../auth/sessions.ts'
import { refresh, type SignedIn, signIn, switchWorkspace } from '../auth/sign-in.ts'
import { readMe } from '../me.ts'
import { User } from '../model.ts'
import { PasswordBody, SignInBody, WorkspaceChoice } from '../schema.ts'
import { setPassword } from '../users.ts'
import { sessionRoutes } from './sessions.ts'

const tags = ['Signing in']
/** A person signs in a few times an hour; what is beyond this is a program (the locks of attempts.ts come on top). */
const STRICT = { max: 30, timeWindow: '1 minute' }
/** Every page of the panel that is opened or reloaded asks once, and an office has one address: its 256 bits are not guessed. */
const REFRESHES = { max: 300, timeWindow: '1 minute' }

/** `/api/v1/auth`: signing in and out, and what belongs to the signed-in user. */
export const authRoutes: Routes = async (app) => {
  const give = (reply: Parameters<typeof setRefreshCookie>[0], { refreshToken, ...answer }: SignedIn) => {
    setRefreshCookie(reply, refreshToken)
    return answer
  }

  app.post(
    '/sign-in',
    {
      // Public: it is how one becomes somebody.
      config: { public: true, limit: STRICT },
      schema: {
        tags,
        summary: 'Sign in with address and password',
        security: [],
        body: SignInBody,
        response: { 200: Type.Ref('SignedIn'), ...failures(401, 403, 404, 422, 429, 503) },
      },
    },
    async (request, reply) => give(reply, await signIn(app as any, request.body, callerOf(request))) as any,
  )

  app.post(
    '/refresh',
    {
      // Public: the cookie is what counts; the access token may be over.
      config: { public: true, limit: REFRESHES },
      schema: {
        tags,
        summary: 'A fresh access token for the refresh cookie',
        description: 'The cookie is renewed each time; one used before ends the session.',
        security: [],
        body: Type.Union([Type.Partial(WorkspaceChoice), Type.Null()]),
        response: { 200: Type.Ref('SignedIn'), ...failures(401, 403, 404, 422, 429) },
      },
    },
    async (request, reply) => give(reply, await refresh(app as any, request.body ?? {}, callerOf(request))) as any,
  )

  app.post(
    '/sign-out',
    {
      config: { signedIn: true },
      schema: { tags, summary: 'End this session', response: { 204: Type.Null(), ...failures(401, 403) } },
    },
    async ({ actor }, reply) => {
      await app.core.db.system(async (trx) => {
        await endSessions(trx, { ids: [actor.sessionId!], userId: actor.id }, 'sign_out')
        await audit(trx, actor, { action: 'session.end', objectType: 'session', objectId: actor.sessionId! })
      })
      app.access.forget()
      clearRefreshCookie(reply)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/me',
    {
      config: { signedIn: true },
      schema: {
        tags,
        summary: 'Who I am, and what I may do here',
        response: { 200: Type.Ref('Me'), ...failures(401, 403) },
      },
    },
    async ({ actor }) => app.core.db.system((trx) => readMe(trx, actor)),
  )

  app.post(
    '/switch',
    {
      config: { signedIn: true },
      schema: {
        tags,
        summary: 'An access token for another of my workspaces',
        body: WorkspaceChoice,
        response: { 200: Type.Ref('SignedIn'), ...failures(401, 403, 404, 422) },
      },
    },
    async ({ actor, body }) => switchWorkspace(app as any, actor, body.workspaceId) as any,
  )

  app.post(
    '/password',
    {
      config: { signedIn: true, limit: STRICT },
      schema: {
        tags,
        summary: 'Change my password; my other sessions end',
        body: PasswordBody,
        response: { 204: Type.Null(), ...failures(401, 403, 422, 429) },
      },
    },
    async ({ actor, body, ip }, reply) => {
      const user = await app.core.db.system(async (trx) => User.query(trx).findById(actor.id).throwIfNotFound())
      const attempt = await countAttempt(app.core, { email: user.email, ip, knownBrowser: true })
      if (!(await passwordFits(user.passwordHash, body.current)))
        throw invalid([{ field: '/current', code: 'wrong', message: 'is not the present password' }])
      await app.core.db.system((trx) => attempt.succeeded(trx))
      await setPassword(app.core, { userId: actor.id, password: body.next, except: actor.sessionId, actor })
      app.access.forget()
      return reply.code(204).send(null)
    },
  )

  await app.register(sessionRoutes, { prefix: '/sessions' })
}
