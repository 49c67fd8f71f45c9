import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import type { ObjectSchema } from '../contracts/index.ts'
import type { FieldProblem } from '../errors.ts'

const ajv = new Ajv2020({ strict: false, allErrors: false })
ajvFormats.default(ajv)
const validators = new WeakMap<object, ValidateFunction>()

/** What is wrong with the definition of an audience, by the schema of its source. Compiled once per source. */
export function definitionProblems(schema: ObjectSchema, definition: unknown): FieldProblem[] {
  let validate = validators.get(schema)
  if (!validate) {
    validate = ajv.compile(schema)
    validators.set(schema, validate)
  }
  if (validate(definition)) return []
  return (validate.errors ?? []).map((one) => {
    const inside = one.params.missingProperty ?? one.params.additionalProperty
    return {
      field: `${one.instancePath}${typeof inside === 'string' ? `/${inside.slice(0, 80)}` : ''}`,
      code: one.keyword,
      message: one.message ?? 'is wrong',
    }
  })
}
