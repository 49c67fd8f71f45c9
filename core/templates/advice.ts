import type { Channel, Json } from '../contracts/index.ts'
import { fitsSchema } from './prepare.ts'

/** What a content weighs in one language. */
export interface Weight {
  readonly units: number
  readonly bytes: number
}
export interface Warning {
  readonly locale: string
  readonly field: string
  readonly code: string
  readonly message: string
}

/** Size of each language, and what the channel advises against; nothing of it prevents publishing. */
export function weighContents(channel: Channel, contents: Readonly<Record<string, Record<string, Json>>>) {
  const weights: Record<string, Weight> = {}
  const warnings: Warning[] = []
  for (const [locale, content] of Object.entries(contents)) {
    // A draft may hold what the channel's schema refuses; its mistakes are told as problems.
    if (!fitsSchema(channel, content)) continue
    const measured = channel.measure?.(content)
    if (measured) weights[locale] = { units: measured.units, bytes: measured.bytes }
    for (const { code, field = '', message } of [...(measured?.warnings ?? []), ...(channel.advise?.(content) ?? [])])
      warnings.push({ locale, field, code, message })
  }
  return { weights, warnings }
}
