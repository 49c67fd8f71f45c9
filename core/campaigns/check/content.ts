import type { Core } from '../../context.ts'
import type { Channel, Json } from '../../contracts/index.ts'
import type { Trx } from '../../infra/postgres.ts'
import type { FrozenPlan, FrozenStep } from '../freeze.ts'
import { type Finding, ofStep } from './finding.ts'

type Contents = Readonly<Record<string, Record<string, Json>>>

/** What may be taken amiss in the content of each step: by the law, by filters, by readers. */
export async function contentFindings(
  core: Core,
  trx: Trx,
  workspaceId: string,
  { steps, basis }: FrozenPlan,
): Promise<Finding[]> {
  const found: Finding[] = []
  for (const [index, step] of steps.entries()) {
    const channel = core.registries.channels.get(step.channel)!
    const own = { workspace_id: workspaceId, template_id: step.templateId }
    const version = await trx('template_versions')
      .where({ ...own, number: step.templateVersion })
      .first('contents')
    const newer = await trx('template_versions').where(own).where('number', '>', step.templateVersion).first('number')
    const marketing = basis === 'consent' || basis === 'existing_customer'
    if (marketing) found.push(...leavingFindings(index, channel, step))
    found.push(...warnings(index, channel, step, version?.contents ?? {}))
    if (newer)
      found.push(
        ofStep(
          index,
          'templateId',
          'info',
          'unpublished_changes',
          'The template has changes that are not published; they are not sent.',
        ),
      )
  }
  return found
}

/** Marketing must say how to leave, unless the medium has a word for it (STOP). */
function leavingFindings(index: number, channel: Channel, { content }: FrozenStep): Finding[] {
  if (channel.consent.keywords) return []
  const without = Object.entries(content.locales)
    .filter(([, one]) => !/\{\{\{?\s*urls\.(unsubscribe|preferences)\b/.test(JSON.stringify(one.content)))
    .map(([locale]) => locale)
  if (!without.length) return []
  const message = 'Nothing in the content says how to leave: put {{urls.unsubscribe}} into it.'
  return [ofStep(index, 'templateId', 'risk', 'no_way_to_leave', message, { locales: without.join(', ') })]
}

/** The channel's own words; what is true of several languages is said once. */
function warnings(index: number, channel: Channel, { content }: FrozenStep, written: Contents): Finding[] {
  const said = new Map<string, { message: string; field: string; locales: string[] }>()
  const say = (locale: string, { code, message, field = '' }: { code: string; message: string; field?: string }) => {
    const known = said.get(code)
    if (!known) said.set(code, { message, field, locales: [locale] })
    else if (!known.locales.includes(locale)) known.locales.push(locale)
  }
  for (const [locale, one] of Object.entries(content.locales))
    for (const warning of channel.measure?.(one.content).warnings ?? []) say(locale, warning)
  for (const [locale, one] of Object.entries(written))
    for (const advice of channel.advise?.(one) ?? []) say(locale, advice)
  return [...said].map(([code, { message, field, locales }]) =>
    ofStep(index, 'templateId', 'risk', code, message, { field, locales: locales.join(', ') }),
  )
}
