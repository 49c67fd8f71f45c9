import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Problem } from '../errors.ts'
import { networkOf } from './network.ts'

/** Per actor (or per network, where nobody is signed in), per process: far above what people and programs do (S5: 200/s). */
const USUAL = { max: 30_000, timeWindow: '1 minute' }
/** Per network: tokens and keys that were refused. */
const REFUSED = { max: 1000, timeWindow: '1 minute' }

declare module 'fastify' {
  interface FastifyInstance {
    /** Asked by core/workspaces/authenticate.ts once it knows who calls. Both throw 429 with the seconds to wait. */
    readonly limit: {
      usual(request: FastifyRequest): Promise<void>
      refused(request: FastifyRequest): Promise<void>
    }
  }
}

/** Limits on requests, kept in the memory of each process. A route's own stands in `config.limit`. */
export const limits = fp(
  async (app) => {
    await app.register(rateLimit, { global: false })
    const usual = createLimit(app, USUAL)
    const refused = createLimit(app, REFUSED)
    const own = new Map<object, ReturnType<typeof createLimit>>()
    app.decorate('limit', {
      refused,
      async usual(request) {
        const rule = request.routeOptions.config?.limit
        if (rule === false) return
        if (!rule) return usual(request)
        // Routes that share one object share one limit.
        if (!own.has(rule)) own.set(rule, createLimit(app, rule))
        return own.get(rule)!(request)
      },
    })
  },
  { name: 'limits' },
)

function createLimit(app: FastifyInstance, rule: { max: number; timeWindow: string }) {
  const keyGenerator = (request: FastifyRequest) => request.actor?.id ?? networkOf(request.ip)
  const check = app.createRateLimit({ ...rule, keyGenerator })
  return async (request: FastifyRequest): Promise<void> => {
    const answer = await check(request)
    if (!answer.isAllowed && answer.isExceeded)
      throw new Problem('too_many_requests', 'Too many requests. Wait, then go on more slowly.', {
        retryAfter: answer.ttlInSeconds,
      })
  }
}
