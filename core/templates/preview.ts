import type { Core } from '../context.ts'
import { type Channel, type Json, RenderError } from '../contracts/index.ts'
import { badContent, notFound, Problem } from '../errors.ts'
import { letterhead } from '../workspaces/letterhead.ts'
import { findTemplate, scopeOf } from './change.ts'
import { VersionRow } from './model.ts'
import { prepareContents } from './prepare.ts'
import { createRenderer } from './render.ts'
import type { PreviewRequest } from './schema.ts'

/** Somebody who does not exist, for a preview without a contact. */
const SAMPLE = {
  firstName: 'Ana',
  lastName: 'García',
  address: 'ana@example.com',
  email: 'ana@example.com',
  name: 'Ana García',
  locale: 'en',
  timeZone: 'Europe/Paris',
  country: 'FR',
  externalId: '1001',
  attributes: {},
}

/** A version (or the draft) as one person would get it, with links that lead nowhere. */
export async function previewTemplate(core: Core, workspaceId: string, id: string, request: PreviewRequest) {
  return core.db.tenant(workspaceId, async (trx) => {
    const template = await findTemplate(trx, workspaceId, id)
    const versions = VersionRow.query(trx).where({ workspace_id: workspaceId, template_id: id })
    const version = request.version
      ? await versions.where({ number: request.version }).first()
      : await versions.orderBy('number', 'desc').first()
    if (!version) throw notFound('version')
    const channel = core.registries.channels.get(template.channel)
    const engine = core.registries.templateEngines.get('handlebars')
    if (!channel || !engine) throw new Problem('unavailable', `The channel "${template.channel}" is not mounted.`)
    const scope = await scopeOf(trx, workspaceId)
    const { problems, prepared } = version.prepared
      ? { problems: [], prepared: version.prepared }
      : prepareContents(channel, engine, version.contents, template.defaultLocale, scope)
    const contact = request.contactId
      ? await contactValues(trx, workspaceId, request.contactId, channel.address.kind)
      : SAMPLE
    const locale = chosenLocale(request.locale ?? contact.locale ?? null, version.contents, template.defaultLocale)
    // A mistake in one language does not hide the others while somebody writes.
    const inTheWay = problems.filter(({ field }) => field === locale || field.startsWith(`${locale}.`))
    if (inTheWay.length || !prepared[locale]) throw badContent(inTheWay.length ? inTheWay : problems)
    const renderer = createRenderer(
      channel,
      engine,
      { defaultLocale: template.defaultLocale, locales: { [locale]: prepared[locale]! } },
      scope,
    )
    const url = `${core.config.trackingUrl}/preview`
    const workspace = await trx('workspaces').where({ id: workspaceId }).first('name', 'settings')
    const values = {
      contact,
      campaign: { id: '', name: template.name },
      workspace: letterhead(workspace.name, workspace.settings),
      data: request.data ?? {},
      urls: {
        unsubscribe: `${url}/unsubscribe`,
        preferences: `${url}/preferences`,
        click: `${url}/click`,
        pixel: '',
      },
    }
    try {
      const content = renderer.render(locale, values)
      const moved = movedOf(channel, version.contents[locale] ?? {}, content)
      const said = createRenderer(
        channel,
        engine,
        { defaultLocale: locale, locales: { [locale]: { content: moved, links: [] } } },
        scope,
      )
      return {
        locale,
        content,
        moved: said.render(locale, values) as Record<string, string>,
        measure: channel.measure?.(content) ?? null,
      }
    } catch (error) {
      if (error instanceof RenderError)
        throw badContent([
          {
            field: `${locale}.${error.field}`,
            code: error.code,
            message: error.message,
            ...(error.line ? { line: error.line } : {}),
          },
        ])
      throw error
    }
  })
}

/** Rendered fields that `prepare` emptied, as they were written. */
function movedOf(channel: Channel, written: Record<string, Json>, content: Record<string, Json>): Record<string, Json> {
  const fields = Object.entries((channel.content.properties ?? {}) as Record<string, { template?: string }>)
  const moved = fields.filter(([name, { template }]) => template && written[name] && content[name] === '')
  return Object.fromEntries(moved.map(([name]) => [name, written[name]!]))
}

/** Exact, then its base language, then the default: as at sending (render.ts). */
function chosenLocale(wanted: string | null, contents: object, defaultLocale: string): string {
  const known = [wanted, wanted?.split('-')[0], defaultLocale].find((one) => one && Object.hasOwn(contents, one))
  return known ?? Object.keys(contents)[0] ?? defaultLocale
}

async function contactValues(trx: any, workspaceId: string, id: string, kind: string) {
  const row = await trx('contacts').where({ workspace_id: workspaceId, id }).first()
  if (!row) throw notFound('contact')
  const address = await trx('addresses')
    .where({ workspace_id: workspaceId, contact_id: id, kind, is_primary: true })
    .first('value')
  return {
    id,
    address: address?.value,
    email: address?.value,
    firstName: row.first_name,
    lastName: row.last_name,
    name: [row.first_name, row.last_name].filter(Boolean).join(' '),
    locale: row.locale,
    timeZone: row.time_zone,
    country: row.country,
    externalId: row.external_id,
    attributes: row.attributes,
  }
}
