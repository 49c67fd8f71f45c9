import fp from 'fastify-plugin'
import { uuid7 } from '../infra/ids.ts'
import { createMetrics, type Metrics } from '../infra/metrics.ts'

declare module 'fastify' {
  interface FastifyInstance {
    readonly metrics: Metrics
  }
}

/**
 * Gives each request an id, measures it and writes one line about it. The line names the route, not the address that was
 * asked for: addresses, names and tokens stand in those.
 */
export const observe = fp(
  async (app) => {
    app.decorate('metrics', createMetrics())
    app.addHook('onClose', async () => app.metrics.close())
    app.setGenReqId(() => uuid7())
    app.addHook('onRequest', async (request, reply) => {
      reply.header('x-request-id', request.id)
    })
    app.addHook('onResponse', async (request, reply) => {
      const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none')
      const { method } = request
      const { statusCode, elapsedTime } = reply
      app.metrics.http.observe({ method, route, status: statusCode }, elapsedTime / 1000)
      const line = {
        method,
        route,
        status: statusCode,
        ms: Math.round(elapsedTime * 10) / 10,
        workspaceId: request.actor?.workspaceId,
        actor: request.actor && `${request.actor.kind}:${request.actor.id}`,
      }
      if (statusCode >= 500) request.log.warn(line, 'request')
      else request.log[method === 'GET' || method === 'HEAD' ? 'debug' : 'info'](line, 'request')
    })
  },
  { name: 'observe' },
)
