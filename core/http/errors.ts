import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { type FieldProblem, Problem, sqlState } from '../errors.ts'

/** One error handler: everything leaves as problem+json; what is ours to mend (5xx) is logged and hides its message. */
export const errorHandling = fp(
  async (app) => {
    app.setErrorHandler((error: FastifyError, request, reply) => {
      const problem = toProblem(error)
      if (problem.status >= 500) request.log.error({ err: error }, 'request failed')
      return sendProblem(reply, problem)
    })
    app.setNotFoundHandler((request: FastifyRequest, reply) =>
      sendProblem(reply, new Problem('not_found', `Nothing answers ${request.method} at this address.`)),
    )
  },
  { name: 'errors' },
)

export function sendProblem(reply: FastifyReply, problem: Problem) {
  if (problem.retryAfter !== undefined) reply.header('retry-after', Math.ceil(problem.retryAfter))
  return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem))
}

function toProblem(error: FastifyError): Problem {
  if (error instanceof Problem) return error
  if (error.validation)
    return new Problem('validation', error.message, {
      errors: error.validation.map((v) => fieldProblem(v, error.validationContext)),
    })
  const byCode: Record<string, Problem> = {
    FST_ERR_CTP_BODY_TOO_LARGE: new Problem('too_large', 'The body is larger than this address takes.'),
    FST_ERR_CTP_INVALID_MEDIA_TYPE: new Problem('unsupported_media', 'Send application/json.'),
    FST_ERR_CTP_EMPTY_JSON_BODY: new Problem('bad_request', 'The body is empty; send a JSON object.'),
    FST_ERR_CTP_INVALID_JSON_BODY: new Problem('bad_request', 'The body is not JSON.'),
    FST_ERR_HANDLER_TIMEOUT: new Problem(
      'unavailable',
      'This took too long and was given up. Try again shortly, or ask for less.',
      {
        retryAfter: 30,
      },
    ),
    FST_REQ_FILE_TOO_LARGE: new Problem('too_large', 'The file is larger than this address takes.'),
  }
  const known = byCode[error.code ?? '']
  if (known) return known
  if (error.statusCode === 429) return new Problem('too_many_requests', error.message)
  if (error.statusCode && error.statusCode >= 400 && error.statusCode < 500)
    return new Problem('bad_request', error.message)
  return (
    fromDatabase(error) ??
    new Problem('internal', 'Something went wrong on our side. It has been logged.', { cause: error })
  )
}

const AWAY = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', '57P01', '57P03', '08006', '08001', '53300'])

function fromDatabase(error: FastifyError): Problem | undefined {
  const state = sqlState(error) ?? error.code ?? ''
  if (
    AWAY.has(state) ||
    /timeout exceeded when trying to connect|Connection terminated|Timeout acquiring a connection/i.test(error.message)
  )
    return new Problem('unavailable', 'The database is away. Try again shortly.', { retryAfter: 5, cause: error })
  if (state === '23505')
    return new Problem('already_exists', 'Something with these values exists already.', { cause: error })
  if (state === '23503')
    return new Problem('conflict', 'It names something that does not exist, or is still used elsewhere.', {
      cause: error,
    })
  if (state === '22P02' || state === '22P05' || state === '22021')
    return new Problem('bad_request', 'A value has a form that cannot be stored.', { cause: error })
  return undefined
}

function fieldProblem(v: NonNullable<FastifyError['validation']>[number], context = 'body'): FieldProblem {
  const missing = typeof v.params?.missingProperty === 'string' ? `/${v.params.missingProperty}` : ''
  const extra = typeof v.params?.additionalProperty === 'string' ? `/${v.params.additionalProperty}` : ''
  return {
    field: `${context === 'body' ? '' : context}${v.instancePath}${missing}${extra}` || '/',
    code: String(v.keyword),
    message: v.message ?? 'is wrong',
  }
}
