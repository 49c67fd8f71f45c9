import type { ErrorCode, FieldProblem } from '../../../core/errors.ts'

/** Codes of the server's catalogue, and what only a browser meets. */
export type ProblemCode = ErrorCode | 'unreachable'

/** An answer that is not a success: problem+json as an error. `message` is the server's sentence, in English. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: ProblemCode
  readonly errors: readonly FieldProblem[]
  /** Seconds, where the server said how long to wait. */
  readonly retryAfter: number | undefined

  constructor(problem: {
    status: number
    code: ProblemCode
    detail: string
    errors?: readonly FieldProblem[] | undefined
    retryAfter?: number | undefined
  }) {
    super(problem.detail)
    this.name = 'ApiProblem'
    this.status = problem.status
    this.code = problem.code
    this.errors = problem.errors ?? []
    this.retryAfter = problem.retryAfter
  }
}

export const isProblem = (error: unknown): error is ApiProblem => error instanceof ApiProblem

export const isAbort = (error: unknown) => error instanceof DOMException && error.name === 'AbortError'

/** The network, not the server, said no. */
export const unreachable = () =>
  new ApiProblem({ status: 0, code: 'unreachable', detail: 'The server cannot be reached.' })

/** Reads what the server says; an answer of somebody in between (a proxy's page) is told by its status. */
export async function problemOf(answer: Response): Promise<ApiProblem> {
  const retryAfter = Number(answer.headers.get('retry-after')) || undefined
  const body = await answer.json().catch(() => null)
  if (body && typeof body.code === 'string') return new ApiProblem({ ...body, status: answer.status, retryAfter })
  const code: ProblemCode = [502, 503, 504].includes(answer.status) ? 'unavailable' : 'internal'
  return new ApiProblem({ status: answer.status, code, detail: answer.statusText, retryAfter })
}
