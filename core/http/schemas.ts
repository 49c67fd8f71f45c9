import { type TSchema, Type } from 'typebox'

/** A string out of a fixed set, as a clean `enum` in OpenAPI and in forms. */
export const StringEnum = <T extends string>(values: readonly T[], options: object = {}) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], ...options })

export const Id = Type.String({ format: 'uuid', description: 'UUID (version 7)' })
export const Timestamp = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
export const IdParams = Type.Object({ id: Id })

export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable; see the catalogue in core/errors.ts' }),
    detail: Type.String(),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          field: Type.String(),
          code: Type.String(),
          message: Type.String(),
          line: Type.Optional(Type.Integer()),
          column: Type.Optional(Type.Integer()),
        }),
      ),
    ),
  },
  { $id: 'Problem', description: 'RFC 9457 problem details' },
)

/** Keyset paging: `cursor` is what the page before gave as `next`. */
export const PageQuery = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  cursor: Type.Optional(Type.String({ maxLength: 1000 })),
})

/** `{ data, next }`; `next` is null on the last page. */
export const PageOf = <T extends TSchema>(item: T) =>
  Type.Object({ data: Type.Array(item), next: Nullable(Type.String()) })

/** Answers that every route of the API may give besides its own. */
export const failures = <S extends number>(...statuses: S[]) =>
  Object.fromEntries(statuses.map((status) => [status, Type.Ref('Problem')])) as Record<S, ReturnType<typeof Type.Ref>>
