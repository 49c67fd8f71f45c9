import type { Json } from '../contracts/index.ts'
import type { FieldProblem } from '../errors.ts'
import { type AttributeType, type Reading, readAttribute } from './definitions/values.ts'

export const MOST_ATTRIBUTES = 200

/** What a workspace declared about one attribute. */
export interface AttributeDefinition {
  readonly name: string
  readonly type: AttributeType
  /** Of type 'choice': what it may be. */
  readonly choices?: readonly string[] | null
  /** Stored sealed, one by one; not usable in segments. */
  readonly sensitive: boolean
}

export type Definitions = ReadonlyMap<string, AttributeDefinition>

/** Build it once per workspace, not per person. */
export const byName = (definitions: Iterable<AttributeDefinition>): Definitions =>
  new Map([...definitions].map((definition) => [definition.name, definition]))

export interface AttributeProblem extends FieldProblem {
  readonly name: string
}

export interface CheckedAttributes {
  /** To be stored as they are. */
  readonly attributes: Record<string, Json>
  /** Sensitive ones, still plain: seal each with `sealValues` before it is stored. */
  readonly sealed: Record<string, Json>
  /** Given as null: to be taken away. */
  readonly removed: readonly string[]
  /** `field` is `/attributes/<name>`. What has a problem is in none of the others. */
  readonly problems: readonly AttributeProblem[]
}

/**
 * Checks values against what was declared and gives each in its one stored form. Pure.
 * With `coerce`, texts of a file are read ("1 234,5" with `decimal: ','`, "oui", "31.12.2026", "a;b") and empty ones are
 * left out; without it, only JSON of the declared type is taken.
 */
export function checkAttributes(
  definitions: Definitions | Iterable<AttributeDefinition>,
  input: Readonly<Record<string, unknown>>,
  reading: Reading = {},
): CheckedAttributes {
  const known =
    definitions instanceof Map ? (definitions as Definitions) : byName(definitions as Iterable<AttributeDefinition>)
  const attributes: Record<string, Json> = {}
  const sealed: Record<string, Json> = {}
  const removed: string[] = []
  const problems: AttributeProblem[] = []
  for (const [name, value] of Object.entries(input)) {
    const definition = known.get(name)
    if (!definition) {
      const shown = name.slice(0, 80)
      problems.push({
        name,
        field: `/attributes/${shown}`,
        code: 'unknown',
        message: 'is not declared; declare it first',
      })
    } else if (value === null) removed.push(name)
    else if (reading.coerce && typeof value === 'string' && value.trim() === '') continue
    else {
      const read = readAttribute(definition.type, definition.choices ?? [], value, reading)
      if (!('value' in read)) problems.push({ name, field: `/attributes/${name}`, ...read })
      else (definition.sensitive ? sealed : attributes)[name] = read.value
    }
  }
  return { attributes, sealed, removed, problems }
}
