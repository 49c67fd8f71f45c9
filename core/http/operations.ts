import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import ipaddr from 'ipaddr.js'
import { Type } from 'typebox'
import { Problem } from '../errors.ts'
import { migrationStatus } from '../infra/migrate.ts'
import { failures } from './schemas.ts'
import type { Routes } from './types.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** From now on `/readyz` answers 503, so that a balancer sends nothing new; closing does it too. */
    drain(): void
  }
}

const tags = ['Operations']
const State = Type.Object({ status: Type.String(), checks: Type.Optional(Type.Record(Type.String(), Type.String())) })

const routes: Routes = async (app) => {
  let draining = false
  app.decorate('drain', () => {
    draining = true
  })
  app.addHook('preClose', async () => app.drain())

  app.get(
    '/healthz',
    {
      // Public: a supervisor has no account. Tells nothing but that the process answers.
      config: { public: true, limit: false },
      schema: { tags, summary: 'The process answers', security: [], response: { 200: State } },
    },
    async () => ({ status: 'ok' }),
  )

  // The schema of a running process does not go back: once it is up to date nobody asks again.
  let migrated = false
  const checks = {
    database: async () => {
      // The bare pool fails at once; the ordinary one tries for 15 s to ride through a restart.
      await app.core.db.directSystem((client) => client.query('SELECT 1'))
    },
    migrations: async () => {
      if (migrated) return
      const { pending } = await migrationStatus({ url: app.core.config.databaseUrl })
      if (pending.length > 0) throw new Error(`${pending.length} pending`)
      migrated = true
    },
  }

  app.get(
    '/readyz',
    {
      // Public: a balancer has no account.
      config: { public: true, limit: false },
      schema: {
        tags,
        summary: 'Requests can be served: database there, schema up to date, not shutting down',
        security: [],
        response: { 200: State, 503: State },
      },
    },
    async (_request, reply) => {
      if (draining) return reply.code(503).send({ status: 'draining' })
      const results = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => {
          try {
            await check()
            return [name, 'ok'] as const
          } catch (error) {
            app.log.warn({ err: error, check: name }, 'not ready')
            return [name, 'failed'] as const
          }
        }),
      )
      const ready = results.every(([, result]) => result === 'ok')
      return reply
        .code(ready ? 200 : 503)
        .send({ status: ready ? 'ok' : 'unavailable', checks: Object.fromEntries(results) })
    },
  )

  app.get(
    '/metrics',
    {
      // Public to whom `mayScrape` lets in: Prometheus has no account.
      config: { public: true, limit: false },
      schema: {
        tags,
        summary: 'Prometheus metrics',
        description: 'With CARILLON_METRICS_TOKEN set: for its bearer. Without: for this machine only.',
        security: [],
        produces: ['text/plain'],
        response: { 200: Type.String(), ...failures(403) },
      },
    },
    async (request, reply) => {
      if (!mayScrape(request, app.core.config.metricsToken))
        throw new Problem('forbidden', 'Metrics are for this machine, or for the bearer of the metrics token.')
      return reply.type(app.metrics.registry.contentType).send(await app.metrics.registry.metrics())
    },
  )
}

/** `/healthz`, `/readyz`, `/metrics`. */
export const operations = fp(routes, { name: 'operations', dependencies: ['observe'] })

function mayScrape(request: FastifyRequest, token: string | undefined): boolean {
  if (token) return sameText(request.headers.authorization ?? '', `Bearer ${token}`)
  // A proxy on this machine comes from loopback too: it says so in these headers.
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers.forwarded ?? request.headers.via
  return forwarded === undefined && ipaddr.isValid(request.ip) && ipaddr.process(request.ip).range() === 'loopback'
}

const digest = (text: string) => createHash('sha256').update(text).digest()
const sameText = (a: string, b: string) => timingSafeEqual(digest(a), digest(b))
