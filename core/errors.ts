import type { ContentProblem } from './contracts/index.ts'

/** One thing that is wrong in a request, and where. */
export interface FieldProblem {
  /** JSON pointer or dotted name of the place: `/steps/0/accountId`, `subject`. */
  readonly field: string
  readonly code: string
  readonly message: string
  readonly line?: number | undefined
  readonly column?: number | undefined
}

/**
 * The catalogue: code → status and title. Codes are API, titles are for people and may change.
 * Answers are RFC 9457 problem+json: `{ type, title, status, code, detail, errors? }`.
 */
export const CATALOGUE = {
  bad_request: [400, 'The request cannot be read'],
  validation: [422, 'Some fields are wrong'],
  unauthenticated: [401, 'Sign in first'],
  forbidden: [403, 'You may not do this'],
  not_found: [404, 'There is no such thing here'],
  method_not_allowed: [405, 'This address does not answer that method'],
  conflict: [409, 'This does not fit the present state'],
  stale: [409, 'Somebody else changed this in the meantime'],
  already_exists: [409, 'This exists already'],
  in_progress: [409, 'The same request is being worked on'],
  idempotency_mismatch: [422, 'The same Idempotency-Key was used for another request'],
  not_ready: [409, 'Something is missing before this can start'],
  too_large: [413, 'This is too large'],
  unsupported_media: [415, 'This type of content is not taken here'],
  content: [422, 'The content has mistakes'],
  too_many_requests: [429, 'Too many requests: wait and try again'],
  locked: [429, 'Too many tries: this sign-in is closed for a while'],
  internal: [500, 'Something went wrong on our side'],
  unavailable: [503, 'A part of the system is away: try again shortly'],
} as const satisfies Record<string, readonly [number, string]>

export type ErrorCode = keyof typeof CATALOGUE

/** An answer that is not a success. Thrown by verbs and handlers, turned into problem+json in one place. */
export class Problem extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly title: string
  readonly errors: readonly FieldProblem[] | undefined
  readonly retryAfter: number | undefined

  /** @param retryAfter seconds, for 429 and 503. */
  constructor(
    code: ErrorCode,
    detail?: string,
    extra: { errors?: readonly FieldProblem[]; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(detail ?? CATALOGUE[code][1], { cause: extra.cause })
    this.name = 'Problem'
    this.code = code
    this.status = CATALOGUE[code][0]
    this.title = CATALOGUE[code][1]
    this.errors = extra.errors
    this.retryAfter = extra.retryAfter
  }

  toJSON() {
    return {
      type: `https://carillon.dev/problems/${this.code}`,
      title: this.title,
      status: this.status,
      code: this.code,
      detail: this.message,
      ...(this.errors ? { errors: this.errors } : {}),
    }
  }
}

export const notFound = (what: string) => new Problem('not_found', `There is no such ${what}.`)

/** 422 naming each field. */
export const invalid = (errors: readonly FieldProblem[], detail = 'Some fields are wrong.') =>
  new Problem('validation', detail, { errors })

/** 422 for content, with field, line and column. */
export const badContent = (problems: readonly ContentProblem[]) =>
  new Problem(
    'content',
    problems
      .map((p) => `${p.field}${p.line ? `:${p.line}${p.column ? `:${p.column}` : ''}` : ''}: ${p.message}`)
      .join('; '),
    { errors: problems },
  )

/** SQLSTATE of an error from PostgreSQL, or undefined. */
export function sqlState(error: unknown): string | undefined {
  const code =
    (error as { code?: unknown; nativeError?: { code?: unknown } })?.nativeError?.code ??
    (error as { code?: unknown })?.code
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}
