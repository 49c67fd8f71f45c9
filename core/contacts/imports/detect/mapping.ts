import type { AddressKind } from '../../../contracts/index.ts'
import type { Definitions } from '../../attributes.ts'
import { type AttributeType, readAttribute } from '../../definitions/values.ts'
import type { MappedColumn, Target } from '../options.ts'
import { bareName } from '../statuses.ts'
import { COMMON_COLUMNS, EXPORT_FORMATS, type ExportFormat } from './exports.ts'

export interface Suggestion {
  readonly format: Pick<ExportFormat, 'id' | 'label'> | null
  readonly columns: readonly MappedColumn[]
  /** Columns that could become new attributes, with the type that their samples have. */
  readonly offers: readonly { readonly index: number; readonly name: string; readonly type: AttributeType }[]
}

/** The columns of one file, as far as they were looked at. */
export interface SampledColumn {
  readonly name: string
  /** First values that are not empty. */
  readonly samples: readonly string[]
}

/** What each column most likely is: by the table of a known export, by common names, by declared attributes, by its values. */
export function suggestMapping(
  columns: readonly SampledColumn[],
  kinds: ReadonlyMap<string, AddressKind>,
  definitions: Definitions,
): Suggestion {
  const names = columns.map((column) => bareName(column.name))
  const format = EXPORT_FORMATS.find(({ signature }) =>
    signature.some((all) => all.every((one) => names.includes(one))),
  )
  const attributes = new Map([...definitions.keys()].map((name) => [bareName(name), name]))
  const taken = new Set<Target>()
  const mapped = columns.map((column, index): MappedColumn => {
    const wanted = targetOf(names[index]!, column.samples, { format, kinds, attributes })
    // A second column of the same target is kept only where a person can have several.
    const target = taken.has(wanted) && !/^(address|status):/.test(wanted) ? 'ignore' : wanted
    taken.add(target)
    return { index, target }
  })
  // A file without a header: the column of addresses is told by its values.
  for (const kind of kinds.values())
    if (![...taken].includes(`address:${kind.kind}`)) {
      const index = columns.findIndex(({ samples }, at) => mapped[at]!.target === 'ignore' && allAre(kind, samples))
      if (index >= 0) mapped[index] = { index, target: `address:${kind.kind}` }
    }
  return {
    format: format ? { id: format.id, label: format.label } : null,
    columns: mapped,
    offers: offersOf(columns, mapped, format, definitions),
  }
}

function targetOf(
  name: string,
  samples: readonly string[],
  known: {
    format: ExportFormat | undefined
    kinds: ReadonlyMap<string, AddressKind>
    attributes: ReadonlyMap<string, string>
  },
): Target {
  const fixed = known.format?.columns[name] ?? COMMON_COLUMNS[name]
  const attribute = known.attributes.get(name)
  if (fixed === 'country' || fixed === 'locale' || fixed === 'timeZone') {
    // "United States" or "Français" under such a name would refuse every row.
    if (samples.every((one) => CODES[fixed].test(one))) return fixed
    return attribute ? `attribute:${attribute}` : 'ignore'
  }
  if (known.format?.columns[name]) return fixed!
  if (attribute) return `attribute:${attribute}`
  for (const kind of known.kinds.values()) if (kind.columns.includes(name)) return `address:${kind.kind}`
  return fixed ?? 'ignore'
}

const CODES = {
  country: /^[A-Za-z]{2}$/,
  locale: /^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/,
  timeZone: /^[A-Za-z]+\/[A-Za-z_/+-]+$|^UTC$/,
}

const allAre = (kind: AddressKind, samples: readonly string[]) =>
  samples.length > 0 &&
  samples.every((one) => one.length <= kind.maxLength && kind.parse(one).ok && /@|^\+\d/.test(one))

function offersOf(
  columns: readonly SampledColumn[],
  mapped: readonly MappedColumn[],
  format: ExportFormat | undefined,
  definitions: Definitions,
) {
  const used = new Set(definitions.keys())
  return columns.flatMap(({ name, samples }, index) => {
    const known = format?.columns[bareName(name)]
    if (mapped[index]!.target !== 'ignore' || known === 'ignore' || samples.length === 0) return []
    const attribute = attributeName(name, used)
    if (!attribute) return []
    used.add(attribute)
    return [{ index, name: attribute, type: inferType(samples) }]
  })
}

/** `Date of birth` → `dateOfBirth`; null when nothing usable is left. */
export function attributeName(text: string, used: ReadonlySet<string> = new Set()): string | null {
  const words = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => (word === word.toUpperCase() ? word.toLowerCase() : word))
  const joined = words
    .map((word, at) => (at === 0 ? word[0]!.toLowerCase() : word[0]!.toUpperCase()) + word.slice(1))
    .join('')
  const name = joined.replace(/^[^a-z]+/, '').slice(0, 60)
  if (!name) return null
  for (let at = 1; ; at++) {
    const candidate = at === 1 ? name : `${name}${at}`
    if (!used.has(candidate)) return candidate
  }
}

const STRICT: readonly AttributeType[] = ['boolean', 'number', 'date', 'datetime']

/** The strictest type that every sample has; numbers that begin with 0 are codes, so text. */
export function inferType(samples: readonly string[]): AttributeType {
  for (const type of STRICT) {
    if (type === 'number' && samples.some((one) => /^0\d/.test(one.trim()))) continue
    // 0 and 1 alone are more often a count or a code than a yes or no.
    if (type === 'boolean' && samples.every((one) => /^[01]$/.test(one.trim()))) continue
    if (samples.every((one) => 'value' in readAttribute(type, [], one.trim(), { coerce: true }))) return type
  }
  return 'text'
}
