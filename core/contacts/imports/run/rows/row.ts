import type { AddressKind, Json } from '../../../../contracts/index.ts'
import { type AttributeDefinition, checkAttributes, type Definitions } from '../../../attributes.ts'
import { checkPerson, type Person } from '../../../person.ts'
import { splitName } from '../../names.ts'
import type { ImportOptions, Target } from '../../options.ts'
import { REPLACEMENT } from '../../read/encodings.ts'
import type { CsvRecord } from '../../read/split.ts'
import { readStatus, type Standing, strongest } from '../../statuses.ts'

export interface RowAddress {
  readonly kind: string
  readonly value: string
  /** What the file says of it; undefined when it has no such column. */
  readonly standing: Standing | undefined
}

/** One person of the file, checked. */
export interface Row {
  readonly line: number
  readonly raw: string
  readonly addresses: RowAddress[]
  /** Fields that the row has a value for. */
  readonly person: Person
  readonly attributes: Record<string, Json>
  readonly sensitive: Record<string, Json>
  readonly lists: readonly string[]
}

/** Why a row is not taken: the column, a stable code and a sentence. */
export interface Refusal {
  readonly line: number
  readonly column: string | null
  readonly code: string
  readonly reason: string
  readonly raw: string
}

export type RowResult = { readonly row: Row } | { readonly refusals: Refusal[] }
export type RowReader = (record: CsvRecord) => RowResult

export interface RowTools {
  readonly columns: readonly string[]
  readonly options: Pick<ImportOptions, 'columns' | 'defaultCountry' | 'plusless' | 'decimal' | 'dateOrder'>
  readonly kinds: ReadonlyMap<string, AddressKind>
  readonly definitions: Definitions
}

const LONGEST_JSON = 100_000

/** Makes the reader of rows for one import: from a record's cells to a checked person, or to every reason why not. */
export function rowReader({ columns, options, kinds, definitions }: RowTools): RowReader {
  const mapped = options.columns.filter(({ target }) => target !== 'ignore')
  const byTarget = (target: Target) => mapped.find((one) => one.target === target)?.index
  const plain = (['externalId', 'firstName', 'lastName', 'locale', 'timeZone', 'country'] as const).flatMap((field) => {
    const index = byTarget(field)
    return index === undefined ? [] : [{ field, index }]
  })
  const named = (prefix: string) =>
    mapped
      .filter(({ target }) => target.startsWith(prefix))
      .map(({ index, target }) => ({ index, name: target.slice(prefix.length) }))
  const addresses = named('address:').flatMap(({ index, name }) => {
    const kind = kinds.get(name)
    return kind ? [{ index, kind }] : []
  })
  const statuses = named('status:')
  const attributes = named('attribute:')
  const [fullName, json, lists, country] = [
    byTarget('fullName'),
    byTarget('attributes'),
    byTarget('lists'),
    byTarget('country'),
  ]
  const reading = { coerce: true, decimal: options.decimal, dateOrder: options.dateOrder }
  const nameOf = (index: number) => columns[index] ?? `column ${index + 1}`

  return (record) => {
    const { fields, line, raw } = record
    const refusals: Refusal[] = []
    const refuse = (index: number | null, code: string, reason: string) =>
      void refusals.push({ line, column: index === null ? null : nameOf(index), code, reason, raw })
    const shape = shapeProblem(record, columns.length)
    if (shape) {
      refuse(null, shape.code, shape.reason)
      return { refusals }
    }
    const cell = (index: number) => fields[index]!.trim()

    const given: Person = {}
    for (const { field, index } of plain) {
      const text = cell(index)
      if (text !== '') given[field] = text
    }
    if (fullName !== undefined && given.firstName === undefined && given.lastName === undefined)
      Object.assign(given, splitName(cell(fullName)))
    const person = checkPerson(given)
    for (const { field, code, message } of person.problems)
      refuse(plain.find((one) => `/${one.field}` === field)?.index ?? fullName ?? null, code, message)

    const found: RowAddress[] = []
    const hint = (country === undefined ? undefined : person.values.country) ?? options.defaultCountry
    for (const { index, kind } of addresses) {
      const text = cell(index)
      if (text === '') continue
      const parsed =
        text.length > kind.maxLength
          ? ({ ok: false, code: 'too_long', reason: `longer than ${kind.maxLength} characters` } as const)
          : readAddress(kind, text, hint, options.plusless)
      if (!parsed.ok) refuse(index, `${kind.kind}_${parsed.code}`, parsed.reason)
      else if (!found.some((one) => one.kind === kind.kind && one.value === parsed.value)) {
        const standing = strongest(
          statuses.flatMap((one) => (one.name === kind.kind ? [readStatus(nameOf(one.index), cell(one.index))] : [])),
        )
        found.push({ kind: kind.kind, value: parsed.value, standing })
      }
    }
    const values = readAttributes(definitions, fields, attributes, json, reading, refuse)
    if (found.length === 0 && !person.values.externalId && refusals.length === 0)
      refuse(addresses[0]?.index ?? null, 'no_address', 'has neither an address nor an external id')
    if (refusals.length) return { refusals }
    return {
      row: {
        line,
        raw,
        addresses: found,
        person: person.values,
        attributes: values.attributes,
        sensitive: values.sealed,
        lists: lists === undefined ? NONE : listNames(cell(lists)),
      },
    }
  }
}

function readAddress(kind: AddressKind, text: string, country: string | undefined, plusless = false) {
  const international = plusless && /^[1-9]\d{6,14}$/.test(text) ? kind.parse(`+${text}`) : undefined
  return international?.ok ? international : kind.parse(text, country ? { country } : undefined)
}

const NONE: readonly string[] = []

function shapeProblem({ problem, fields, raw }: CsvRecord, columns: number): { code: string; reason: string } | null {
  if (problem === 'quote')
    return { code: 'quote', reason: 'has a quotation mark that does not close, or text after a closing one' }
  if (problem === 'too_long') return { code: 'too_long', reason: 'is too long for one row' }
  if (raw.includes('\0')) return { code: 'nul', reason: 'holds a NUL character' }
  if (raw.includes(REPLACEMENT))
    return { code: 'encoding', reason: 'holds bytes that are not of the encoding the file is read in' }
  if (fields.length === columns) return null
  // A delimiter after the last cell of every row is common, and takes nothing from anybody.
  if (fields.length > columns && fields.slice(columns).every((field) => field.trim() === '')) return null
  const code = fields.length < columns ? 'too_few_cells' : 'too_many_cells'
  return { code, reason: `has ${fields.length} cells, but the file has ${columns} columns` }
}

function readAttributes(
  definitions: Definitions,
  fields: readonly string[],
  columns: readonly { index: number; name: string }[],
  json: number | undefined,
  reading: Parameters<typeof checkAttributes>[2],
  refuse: (index: number | null, code: string, reason: string) => void,
): { attributes: Record<string, Json>; sealed: Record<string, Json> } {
  if (columns.length === 0 && json === undefined) return EMPTY
  const input: Record<string, unknown> = {}
  if (json !== undefined) {
    const read = readJson(fields[json]!.trim(), definitions)
    if (typeof read === 'string') refuse(json, 'attributes', read)
    else Object.assign(input, read)
  }
  for (const { index, name } of columns) {
    const text = fields[index]!.trim()
    if (text !== '') input[name] = text
  }
  const checked = checkAttributes(definitions, input, reading)
  for (const problem of checked.problems) {
    const column = columns.find(({ name }) => name === problem.name)
    const place = column?.index ?? json ?? null
    refuse(place, `attribute_${problem.code}`, column ? problem.message : `${problem.name} ${problem.message}`)
  }
  return checked
}

const EMPTY = { attributes: {}, sealed: {} }

/** listmonk's attributes column: a JSON object. What is not declared is dropped, as an unmapped column is. */
function readJson(
  text: string,
  definitions: ReadonlyMap<string, AttributeDefinition>,
): Record<string, unknown> | string {
  if (text === '' || text === '{}' || text === 'null') return {}
  if (text.length > LONGEST_JSON) return `is longer than ${LONGEST_JSON} characters`
  try {
    const value: unknown = JSON.parse(text)
    if (!value || typeof value !== 'object' || Array.isArray(value)) return 'is not a JSON object'
    return Object.fromEntries(Object.entries(value).filter(([name, one]) => definitions.has(name) && one !== null))
  } catch {
    return 'is not JSON'
  }
}

/** `Newsletter;Customers`, Brevo's and HubSpot's `a;b`, Mailchimp's `"a","b"`. */
function listNames(text: string): readonly string[] {
  if (text === '') return NONE
  const mark = text.includes(';') ? ';' : text.includes('|') ? '|' : ','
  const names = text.split(mark).map((name) =>
    name
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim()
      .slice(0, 200),
  )
  return [...new Set(names.filter(Boolean))].slice(0, 50)
}
