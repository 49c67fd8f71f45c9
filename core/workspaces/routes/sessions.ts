import { Type } from 'typebox'
import { notFound } from '../../errors.ts'
import { failures, IdParams } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import { audit } from '../audit.ts'
import { endSessions, openSessions } from '../auth/sessions.ts'
import type { Session } from '../model.ts'

const tags = ['Signing in']

/** What is shown of a session; `current` is that of the request. */
export const shownSession = (session: Session, current: string | undefined) => ({
  id: session.id,
  current: session.id === current,
  ip: session.ip,
  userAgent: session.userAgent,
  createdAt: session.createdAt.toISOString(),
  refreshedAt: session.rotatedAt.toISOString(),
  expiresAt: session.expiresAt.toISOString(),
})

/** `/api/v1/auth/sessions`: where I am signed in. */
export const sessionRoutes: Routes = async (app) => {
  app.get(
    '',
    {
      config: { signedIn: true },
      schema: {
        tags,
        summary: 'My open sessions',
        response: { 200: Type.Object({ data: Type.Array(Type.Ref('Session')) }), ...failures(401, 403) },
      },
    },
    async ({ actor }) => {
      const sessions = await app.core.db.system(async (trx) => openSessions(trx, actor.id))
      return { data: sessions.map((session) => shownSession(session, actor.sessionId)) }
    },
  )

  app.delete(
    '/:id',
    {
      config: { signedIn: true },
      schema: {
        tags,
        summary: 'End one of my sessions',
        params: IdParams,
        response: { 204: Type.Null(), ...failures(401, 403, 404, 422) },
      },
    },
    async ({ actor, params }, reply) => {
      await app.core.db.system(async (trx) => {
        const ended = await endSessions(trx, { ids: [params.id], userId: actor.id }, 'ended_by_user')
        if (ended.length === 0) throw notFound('session')
        await audit(trx, actor, { action: 'session.end', objectType: 'session', objectId: params.id })
      })
      app.access.forget()
      return reply.code(204).send(null)
    },
  )
}
