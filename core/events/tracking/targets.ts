import type { Core } from '../../context.ts'
import type { TemplateEngine } from '../../contracts/index.ts'
import { letterhead } from '../../workspaces/letterhead.ts'
import { ANY_LOCALE, localeOrder, type MessageToken } from '../tokens.ts'

/** What a hit needs to know of the step whose message was hit. Frozen at launch, so it may be remembered. */
export interface TrackedStep {
  readonly workspaceId: string
  readonly campaignId: string | null
  readonly runId: string
  readonly step: number
  readonly channel: string
  readonly defaultLocale: string
  /** Language → targets by number. */
  readonly links: Readonly<Record<string, readonly string[]>>
}

/** Where a link leads. `total`: how many links the message has. */
export interface Target {
  readonly url: string
  readonly locale: string
  readonly total: number
}

export interface Targets {
  /** Null when the run no longer exists. */
  step(token: MessageToken): Promise<TrackedStep | null>
  /** Null when there is no such link, or it does not lead to the web. */
  target(step: TrackedStep, token: MessageToken, link: number): Promise<Target | null>
}

const REMEMBERED = 500
/** After this a deleted run is noticed. */
const REMEMBERED_MS = 300_000

/** Finds stored targets; nothing of a target ever comes from the request. */
export function createTargets(core: Pick<Core, 'db' | 'registries'>): Targets {
  const known = new Map<string, { step: TrackedStep; until: number }>()
  return {
    async step({ runId, step }) {
      const key = `${runId}/${step}`
      const found = known.get(key)
      if (found && found.until > Date.now()) return found.step
      known.delete(key)
      const read = await readStep(core, runId, step)
      if (!read) return null
      if (known.size >= REMEMBERED) known.delete(known.keys().next().value!)
      known.set(key, { step: read, until: Date.now() + REMEMBERED_MS })
      return read
    },
    async target(step, token, link) {
      const locale = localeOrder(step.links)[token.locale] ?? (await localeOfPerson(core, step, token))
      const links = step.links[locale] ?? []
      const source = links[link]
      if (source === undefined) return null
      const url = webAddress(source.includes('{{') ? await fill(core, step, token, source, locale) : source)
      return url ? { url, locale, total: links.length } : null
    },
  }
}

async function readStep({ db }: Pick<Core, 'db'>, runId: string, step: number): Promise<TrackedStep | null> {
  const { rows } = await db.directSystem((client) =>
    client.query(
      `SELECT r.workspace_id, r.campaign_id, s.channel, s.content->>'defaultLocale' AS default_locale,
         (SELECT jsonb_object_agg(l.key, coalesce(l.value->'links', '[]')) FROM jsonb_each(s.content->'locales') l) AS links
       FROM runs r JOIN run_steps s ON s.workspace_id = r.workspace_id AND s.run_id = r.id WHERE r.id = $1 AND s.step = $2`,
      [runId, step],
    ),
  )
  const [row] = rows
  return row
    ? {
        workspaceId: row.workspace_id,
        campaignId: row.campaign_id,
        runId,
        step,
        channel: row.channel,
        defaultLocale: row.default_locale ?? 'en',
        links: row.links ?? {},
      }
    : null
}

/** For tokens that do not say the language: exact, then its base language, then the default, as at sending. */
async function localeOfPerson({ db }: Pick<Core, 'db'>, step: TrackedStep, token: MessageToken): Promise<string> {
  if (token.locale !== ANY_LOCALE) return step.defaultLocale
  const row = await db.tenant(step.workspaceId, (trx) =>
    trx('contacts').where({ workspace_id: step.workspaceId, id: token.contactId }).first('locale'),
  )
  const locale: string = row?.locale ?? step.defaultLocale
  return [locale, locale.split('-')[0]!].find((tag) => tag in step.links) ?? step.defaultLocale
}

/** http and https only; no name or password before the host. */
function webAddress(text: string | null): string | null {
  const url = text && text.length <= 8_000 ? URL.parse(text.trim()) : null
  return url && /^https?:$/.test(url.protocol) && !url.username && !url.password ? url.href : null
}

/** Fills a target that holds `{{…}}` for this person; null when it cannot be filled. */
async function fill(
  core: Pick<Core, 'db' | 'registries'>,
  step: TrackedStep,
  token: MessageToken,
  source: string,
  locale: string,
): Promise<string | null> {
  const engine: TemplateEngine | undefined = core.registries.templateEngines.get('handlebars')
  const values = engine && (await readValues(core, step, token))
  if (!values) return null
  const scope = { variables: ['contact.*', 'campaign.*', 'workspace.*', 'data.*'] }
  const compiled = engine.compile({ source, field: 'link', mode: 'text', locale, scope })
  if (!compiled.ok) return null
  try {
    // A value inside an address is encoded, so that it can change neither host nor other parameters; an address that is one value is not.
    return compiled.render(source.trimStart().startsWith('{{') ? values : (encoded(values) as typeof values))
  } catch {
    return null
  }
}

/** The same names as at sending, without sensitive attributes; null when the person is gone. */
async function readValues({ db, registries }: Pick<Core, 'db' | 'registries'>, step: TrackedStep, token: MessageToken) {
  const kind = registries.channels.get(step.channel)?.address.kind ?? ''
  const { rows } = await db.direct(step.workspaceId, (client) =>
    client.query(
      `SELECT c.*, a.value AS address, m.data, w.name AS workspace_name, w.settings AS workspace_settings, p.name AS campaign_name
       FROM contacts c JOIN workspaces w ON w.id = c.workspace_id
       LEFT JOIN addresses a ON a.workspace_id = $1 AND a.kind = $5 AND a.contact_id = c.id AND a.is_primary
       LEFT JOIN messages m ON m.workspace_id = $1 AND m.run_id = $3 AND m.contact_id = c.id AND m.step = $4
       LEFT JOIN campaigns p ON p.workspace_id = $1 AND p.id = $6
       WHERE c.workspace_id = $1 AND c.id = $2`,
      [step.workspaceId, token.contactId, step.runId, step.step, kind, step.campaignId],
    ),
  )
  const [row] = rows
  if (!row) return null
  const { first_name: firstName, last_name: lastName } = row
  return {
    contact: {
      id: row.id,
      address: row.address,
      email: row.address,
      firstName,
      lastName,
      name: [firstName, lastName].filter(Boolean).join(' '),
      locale: row.locale,
      timeZone: row.time_zone,
      country: row.country,
      externalId: row.external_id,
      attributes: row.attributes,
    },
    campaign: { id: step.campaignId, name: row.campaign_name },
    workspace: letterhead(row.workspace_name, row.workspace_settings),
    data: row.data ?? {},
  }
}

function encoded(value: unknown): unknown {
  if (typeof value === 'string') return encodeURIComponent(value.toWellFormed())
  if (Array.isArray(value)) return value.map(encoded)
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, encoded(inner)]))
  return value
}
