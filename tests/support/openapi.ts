import { uuid7 } from '../../core/infra/ids.ts'

/** What this reads of an OpenAPI document. */
export interface Document {
  readonly paths: Record<string, Record<string, RawOperation>>
  readonly components?: { readonly schemas?: Record<string, Schema> }
}
interface RawOperation {
  readonly 'x-permission'?: string
  readonly requestBody?: { readonly content: Record<string, Content> }
  readonly parameters?: readonly { in: string; name: string; required?: boolean; schema?: Schema }[]
}
interface Content {
  readonly schema?: Schema
  readonly example?: unknown
  readonly examples?: Record<string, { readonly value: unknown }>
}
type Schema = Record<string, any>

export interface Operation {
  readonly method: string
  readonly path: string
  /** A permission, 'signed in' or 'public'. */
  readonly rule: string
  /** Names of the path's parameters, left to right. */
  readonly parameters: readonly string[]
  /** What has to stand behind the path, with its question mark; '' where nothing has to. */
  readonly query: string
  /** A body that fits the schema; undefined where none, or none in JSON, is taken. */
  readonly body: unknown
}

/** Every operation, in the order of the document. */
export function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      rule: operation['x-permission'] ?? 'none',
      parameters: [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]!),
      query: queryOf(document, operation),
      body: bodyOf(document, operation),
    })),
  )
}

function queryOf(document: Document, { parameters = [] }: RawOperation): string {
  const needed = parameters.filter((one) => one.in === 'query' && one.required)
  const query = new URLSearchParams()
  for (const { name, schema } of needed) query.set(name, String(example(document, schema ?? {})))
  return query.size ? `?${query}` : ''
}

function bodyOf(document: Document, operation: RawOperation): unknown {
  const content = operation.requestBody?.content['application/json']
  if (!content?.schema) return undefined
  return content.example ?? Object.values(content.examples ?? {})[0]?.value ?? example(document, content.schema)
}

/** The schema's own example, else the least that fits it. */
export function example(document: Document, schema: Schema): unknown {
  if (schema.$ref) return example(document, document.components?.schemas?.[schema.$ref.split('/').at(-1)] ?? {})
  if (schema.examples?.length) return schema.examples[0]
  if (schema.example !== undefined) return schema.example
  for (const key of ['default', 'const']) if (schema[key] !== undefined) return schema[key]
  if (schema.enum) return schema.enum[0]
  const choice = schema.anyOf ?? schema.oneOf
  if (choice) return example(document, choice[0])
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part: Schema) => example(document, part)))
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'object') {
    const names: string[] = schema.required ?? Object.keys(schema.properties ?? {}).slice(0, schema.minProperties ?? 0)
    return Object.fromEntries(names.map((name) => [name, example(document, schema.properties?.[name] ?? {})]))
  }
  if (type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => example(document, schema.items ?? {}))
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1
  if (type === 'boolean') return false
  if (type === 'null') return null
  return text(schema)
}

function text(schema: Schema): string {
  if (schema.format === 'uuid') return uuid7()
  if (schema.format === 'date-time') return new Date(Date.now() + 86_400_000).toISOString()
  if (schema.format === 'email') return 'somebody@example.com'
  if (schema.format === 'uri') return 'https://example.com/'
  return 'x'.repeat(Math.max(1, schema.minLength ?? 1))
}
