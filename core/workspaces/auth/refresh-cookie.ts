import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../errors.ts'
import type { Caller } from './sign-in.ts'

const NAME = 'carillon_refresh'
const PATH = '/api/v1/auth'

/** Out of reach of scripts and of other sites, and sent to these routes only. */
export function setRefreshCookie(reply: FastifyReply, token: string): void {
  const secure = reply.server.core.config.publicUrl.startsWith('https:')
  reply.setCookie(NAME, token, { httpOnly: true, sameSite: 'strict', secure, path: PATH, maxAge: 30 * 86_400 })
  reply.header('cache-control', 'no-store')
}

export const clearRefreshCookie = (reply: FastifyReply) => void reply.clearCookie(NAME, { path: PATH })

/** Where a request comes from, with its cookie. Refused when a browser says that another site sent it. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.headers['sec-fetch-site'] === 'cross-site')
    throw new Problem('forbidden', 'This cannot be asked from another site.')
  return { ip: request.ip, userAgent: request.headers['user-agent'], cookie: request.cookies[NAME] }
}
