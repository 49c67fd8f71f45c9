import type { FastifyReply } from 'fastify'
import { Problem } from '../errors.ts'

/**
 * Ends when the client has gone before it got its answer. Not Fastify's `request.signal`: that one listens to the request,
 * which is closed as soon as its body was read.
 */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  const { raw } = reply
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort(new Problem('bad_request', 'The client went away before the answer.'))
  })
  return gone.signal
}
