import { checked } from '../contacts/imports/check-options.ts'
import type { Detected } from '../contacts/imports/detect/detect.ts'
import type { ImportChange } from '../contacts/imports/schema.ts'
import { CliError, EXIT } from './exit.ts'

/** What was given to `carillon import` beside the file. */
export interface ImportFlags {
  readonly workspace?: string
  readonly list?: string
  readonly duplicates?: string
  readonly consentSource?: string
  readonly consentWording?: string
  readonly consentLocale: string
  readonly channel: string
  readonly purpose: string
  readonly map: readonly string[]
  readonly attributes?: boolean
  readonly country?: string
  readonly encoding?: string
  readonly delimiter?: string
  readonly rejects?: string
  readonly json?: boolean
  readonly watch?: boolean
}

/** How the file is to be read, where the caller says so. */
export function readAs({ encoding, delimiter }: ImportFlags): ImportChange {
  return {
    ...(encoding ? { encoding: encoding as NonNullable<ImportChange['encoding']> } : {}),
    ...(delimiter ? { delimiter: delimiter === '\\t' ? '\t' : delimiter } : {}),
  }
}

/** The options of an import from the words of the command line. @throws CliError, Problem */
export function changeOf(detected: Detected, options: ImportFlags, lists: string[]): ImportChange {
  const columns = new Map(detected.suggested.map((one) => [one.index, one.target as string]))
  const declare = new Map<string, Detected['offers'][number]['type']>()
  const offers = new Map(detected.offers.map((one) => [one.index, one]))
  if (options.attributes)
    for (const { index, name, type } of detected.offers) {
      columns.set(index, `attribute:${name}`)
      declare.set(name, type)
    }
  for (const text of options.map) {
    const [name, target] = text.split(/=(.*)/s) as [string, string | undefined]
    const column = detected.columns.find((one) => one.name.toLowerCase() === name.trim().toLowerCase())
    if (!column || !target)
      throw new CliError(
        `--map ${text}: write column=field; columns are: ${detected.columns.map((one) => one.name).join(', ')}.`,
        EXIT.usage,
      )
    columns.set(column.index, target)
    const attribute = /^attribute:(.+)/.exec(target)?.[1]
    if (attribute) declare.set(attribute, offers.get(column.index)?.type ?? 'text')
  }
  return checked({
    columns: [...columns].map(([index, target]) => ({ index, target: target as never })),
    duplicates: options.duplicates as never,
    lists,
    ...(declare.size ? { declare: [...declare].map(([name, type]) => ({ name, type })) } : {}),
    ...(options.country ? { defaultCountry: options.country.toUpperCase() } : {}),
    ...consentOf(options),
  })
}

function consentOf({
  consentSource,
  consentWording,
  consentLocale,
  channel,
  purpose,
}: ImportFlags): Pick<ImportChange, 'consent'> {
  if (!consentSource && !consentWording) return {}
  if (!consentSource || !consentWording)
    throw new CliError(
      'Consent needs both --consent-source and --consent-wording; without them nobody is given any.',
      EXIT.usage,
    )
  return {
    consent: { channel, purpose, source: consentSource, wording: { text: consentWording, locale: consentLocale } },
  }
}
