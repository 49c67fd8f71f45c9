import cookie from '@fastify/cookie'
import jwt from '@fastify/jwt'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Problem } from '../errors.ts'
import type { Actor } from './actor.ts'
import { type Access, createAccess } from './auth/access.ts'
import { jwtOptions, readAccess } from './auth/tokens.ts'
import { SCHEMAS } from './schema.ts'

declare module 'fastify' {
  interface FastifyInstance {
    readonly access: Access
  }
}

/**
 * Finds out who calls before any handler runs, and refuses who may not. A wrong, an expired and a foreign token get the
 * same 401; a known caller without the route's permission gets 403.
 */
export const authenticate = fp(
  async (app) => {
    for (const schema of SCHEMAS) app.addSchema(schema)
    app.decorate('access', createAccess(app.core))
    await app.register(cookie)
    await app.register(jwt, jwtOptions(app.core.config.jwtSecret))
    app.addHook('onRequest', async (request, reply) => {
      const rule = request.routeOptions.config
      if (request.is404 || rule.public || isDocumentation(request)) return app.limit.usual(request)
      const actor = await identify(app, request)
      if (!actor) {
        await app.limit.refused(request)
        throw unauthenticated(reply)
      }
      request.actor = { ...actor, ip: request.ip }
      // Nobody on the way keeps what was meant for one person (ASVS 14.3.2); a route may say otherwise.
      reply.header('cache-control', 'no-store')
      await app.limit.usual(request)
      if (!allows(rule, actor)) throw new Problem('forbidden', 'Your role or key does not allow this.')
    })
  },
  { name: 'authenticate', dependencies: ['errors', 'limits'] },
)

/** 401 that does not say which of the many things was wrong. */
export function unauthenticated(reply: FastifyReply): Problem {
  reply.header('www-authenticate', 'Bearer')
  return new Problem('unauthenticated', 'Sign in, or send a valid access token or API key.')
}

/** The pages of /docs come with their plugin and carry no rule of ours. */
const isDocumentation = (request: FastifyRequest) => /^\/docs(\/|$)/.test(request.routeOptions.url ?? '')

function allows(rule: FastifyRequest['routeOptions']['config'], actor: Actor): boolean {
  if (rule.permission) return actor.permissions.has(rule.permission)
  return rule.signedIn === true && actor.kind === 'user'
}

async function identify(app: FastifyInstance, request: FastifyRequest): Promise<Actor | null> {
  const [, token] = /^Bearer ([^\s]{1,2000})$/i.exec(request.headers.authorization ?? '') ?? []
  if (!token) return null
  if (token.startsWith('car_')) return app.access.ofKey(token)
  const claims = readAccess(app, token)
  return claims ? app.access.ofSession(claims.sid, claims.sub, claims.wid) : null
}
