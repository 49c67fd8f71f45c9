import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import fc from 'fast-check'
import type { Json, ObjectSchema } from '../contracts/index.ts'
import { broken, describeError } from './property.ts'

type Schema = Record<string, any>

/**
 * Compiles a schema as plain JSON Schema (draft 2020-12); fails where it is not one, or not one of an object.
 * @param fill fills in the schema's defaults, in the value that is checked
 */
export function compileObjectSchema(what: string, schema: ObjectSchema, fill = false): ValidateFunction {
  const plain = plainSchema(what, schema)
  if (plain.type !== 'object' || typeof plain.properties !== 'object') {
    throw broken(`${what} must be a JSON Schema of an object with properties`)
  }
  const ajv = new Ajv2020({ strict: false, allErrors: true, useDefaults: fill })
  ajvFormats.default(ajv)
  try {
    return ajv.compile(plain)
  } catch (error) {
    throw broken(`${what} is no valid JSON Schema: ${describeError(error)}`)
  }
}

/** The schema as it is stored and sent to the panel: functions and symbols are gone. */
export function plainSchema(what: string, schema: ObjectSchema): Schema {
  try {
    return JSON.parse(JSON.stringify(schema)) as Schema
  } catch (error) {
    throw broken(`${what} cannot be written as JSON: ${describeError(error)}`)
  }
}

/** What ajv found, on one line. */
export function schemaErrors(validate: ValidateFunction): string {
  return (validate.errors ?? []).map((e) => `${e.instancePath || '(root)'} ${e.message}`).join('; ')
}

/** Paths and schemas of every property, also of nested objects. */
export function walkProperties(schema: Schema, path: readonly string[] = []): { path: string[]; schema: Schema }[] {
  return Object.entries((schema.properties ?? {}) as Record<string, Schema>).flatMap(([name, inner]) => [
    { path: [...path, name], schema: inner },
    ...walkProperties(inner, [...path, name]),
  ])
}

/** The value at a path of a settings object; undefined where there is none. */
export function valueAt(settings: Record<string, Json>, path: readonly string[]): Json | undefined {
  return path.reduce<any>((value, name) => (value === null || value === undefined ? undefined : value[name]), settings)
}

/**
 * Random content that a schema accepts. What the generator cannot aim at (patterns, rare formats) is taken from
 * `samples`, and whatever the schema still refuses is dropped.
 */
export function contentArbitrary(
  schema: ObjectSchema,
  validate: ValidateFunction,
  samples: readonly Record<string, Json>[],
): fc.Arbitrary<Record<string, Json>> {
  const sample = fc.constantFrom(...samples)
  const properties = (plainSchema('content', schema).properties ?? {}) as Record<string, Schema>
  const random = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, arbitraryOf(inner)])),
    { requiredKeys: [] },
  ) as fc.Arbitrary<Record<string, Json>>
  return fc
    .tuple(sample, random)
    .map(([base, extra]) => keepValid(base, extra, validate))
    .map((content) => JSON.parse(JSON.stringify(content)) as Record<string, Json>)
}

/** Lays random fields over a good sample, one by one, and keeps each that leaves it valid. */
function keepValid(base: Record<string, Json>, extra: Record<string, Json>, validate: ValidateFunction) {
  let content = base
  for (const [name, value] of Object.entries(extra)) {
    const next = { ...content, [name]: value }
    if (validate(next)) content = next
  }
  return content
}

/** Text that has upset renderers and mail programs before, beside fast-check's own. */
const TEXTS = [
  '',
  ' ',
  '<p>x</p>',
  '<a href="https://example.org/?a=1&amp;b=2">x</a>',
  '{{contact.firstName}}',
  '{{',
  '\u0000',
  '\u202eabc',
  '😀'.repeat(80),
  '<a href=',
  '\r\n',
  '100 %',
  '%E0%A4%A',
  '$& $1 \\u',
]

function arbitraryOf(schema: Schema): fc.Arbitrary<any> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (Array.isArray(choices)) return fc.oneof(...choices.map(arbitraryOf))
  if (schema.type === 'string')
    return fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.constantFrom(...TEXTS))
  if (schema.type === 'integer') return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000 })
  if (schema.type === 'number')
    return fc.double({ min: schema.minimum ?? -1e6, max: schema.maximum ?? 1e6, noNaN: true })
  if (schema.type === 'boolean') return fc.boolean()
  if (schema.type === 'array') return fc.array(arbitraryOf(schema.items ?? {}), { maxLength: schema.maxItems ?? 4 })
  if (schema.type === 'object') {
    const inner = Object.entries((schema.properties ?? {}) as Record<string, Schema>)
    return fc.record(Object.fromEntries(inner.map(([name, value]) => [name, arbitraryOf(value)])))
  }
  return fc.constant(null)
}
