import type { Localized } from '../../../../core/contracts/common.ts'

/** How a field wants to be drawn. All of it may be left out. */
export interface FieldLook {
  readonly label?: Localized
  readonly hint?: Localized
  readonly order?: number
  /** Behind the number: 'ms', '€'. */
  readonly unit?: string
  /** Several lines, also for a secret: keys in PEM. */
  readonly lines?: boolean
  /** Seldom changed: folded away below the others. */
  readonly advanced?: boolean
  /** Only shown while another field of the same object has one of these values; `true` stands for any. */
  readonly when?: { readonly field: string; readonly is: readonly (string | number | boolean)[] | true }
  /** Words for the values of a choice. */
  readonly choices?: Readonly<Record<string, Localized>>
}

/** What is drawn of JSON Schema; TypeBox values are that. Anything else in it is left to the server. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  /** The title in three languages; what a plugin gives where it gives no `x-ui`. */
  readonly label?: Localized
  /** Texts in the person's language win over `title` and `description`. */
  readonly 'x-ui'?: FieldLook
  readonly format?: string
  readonly enum?: readonly (string | number)[]
  readonly const?: unknown
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
}

export type Shape = 'object' | 'array' | 'choice' | 'boolean' | 'number' | 'secret' | 'long' | 'text'

/** `['string', 'null']` and `anyOf: [string, null]` are a string that may be empty. */
export function unwrapped(schema: Schema): Schema {
  const choices = schema.anyOf ?? schema.oneOf
  if (!choices) return schema
  const real = choices.filter((one) => one.type !== 'null')
  if (real.length === 1)
    return { ...real[0], ...schema, type: real[0]!.type, anyOf: undefined, oneOf: undefined } as Schema
  // A union of constants is a choice.
  if (real.every((one) => one.const !== undefined))
    return { ...schema, type: 'string', enum: real.map((one) => one.const as string), anyOf: undefined } as Schema
  return schema
}

const LONG = 500

export function shapeOf(schema: Schema): Shape {
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type
  if (schema.enum) return 'choice'
  if (type === 'object') return 'object'
  if (type === 'array') return 'array'
  if (type === 'boolean') return 'boolean'
  if (type === 'number' || type === 'integer') return 'number'
  if (schema.format === 'password') return 'secret'
  return (schema.maxLength ?? 0) > LONG ? 'long' : 'text'
}

/** `smtpHost` → "Smtp host": better than nothing, for schemas without a title. */
export const humanised = (name: string) => {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
