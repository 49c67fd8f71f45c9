import type { Channel, Json, Render, TemplateEngine } from '../contracts/index.ts'
import { RenderError } from '../contracts/index.ts'
import { LETTERHEAD } from '../workspaces/letterhead.ts'

/** Content of one step as it was frozen: per language, its fields and numbered links. */
export interface FrozenContent {
  readonly defaultLocale: string
  readonly locales: Readonly<
    Record<string, { readonly content: Record<string, Json>; readonly links: readonly string[] }>
  >
}

/** Paths that a template may name; attributes by their declared names, `data` by whatever the API call brings. */
export function templateScope(attributes: readonly string[]) {
  return {
    variables: [
      ...['id', 'address', 'email', 'firstName', 'lastName', 'name', 'locale', 'timeZone', 'country', 'externalId'].map(
        (f) => `contact.${f}`,
      ),
      ...attributes.map((name) => `contact.attributes.${name}`),
      'campaign.id',
      'campaign.name',
      ...LETTERHEAD.map((name) => `workspace.${name}`),
      'data.*',
      'urls.unsubscribe',
      'urls.click',
      'urls.pixel',
      'urls.preferences',
    ],
  }
}

export interface Renderer {
  /** Language that is used for a person: exact, then its base language, then the default. */
  localeFor(locale: string | null): string
  /** @throws RenderError */
  render(locale: string, values: Record<string, unknown>): Record<string, Json>
}

/** Compiles every template field of every language once. Content was checked at publish: a field that does not compile is a bug or a changed attribute. */
export function createRenderer(
  channel: Channel,
  engine: TemplateEngine,
  content: FrozenContent,
  scope: { variables: readonly string[] },
): Renderer {
  const fields = Object.entries((channel.content.properties ?? {}) as Record<string, { template?: 'html' | 'text' }>)
  const locales = new Map<string, { fixed: Record<string, Json>; rendered: [string, Render][] }>()
  for (const [locale, { content: source }] of Object.entries(content.locales)) {
    const rendered: [string, Render][] = []
    const fixed: Record<string, Json> = {}
    for (const [field, schema] of fields) {
      const value = source[field]
      if (value === undefined || value === null) continue
      if (!schema.template || typeof value !== 'string') {
        fixed[field] = value
        continue
      }
      const compiled = engine.compile({ source: value, field, mode: schema.template, locale, scope })
      if (!compiled.ok)
        throw new RenderError(
          'compile',
          field,
          compiled.problems[0]?.message ?? 'does not compile',
          compiled.problems[0]?.line,
        )
      rendered.push([field, compiled.render])
    }
    locales.set(locale, { fixed, rendered })
  }
  const chosen = new Map<string, string>()
  const choose = (locale: string) =>
    locales.has(locale) ? locale : locales.has(locale.split('-')[0]!) ? locale.split('-')[0]! : content.defaultLocale
  return {
    localeFor(locale) {
      if (!locale) return content.defaultLocale
      let found = chosen.get(locale)
      if (!found) {
        found = choose(locale)
        if (chosen.size < 500) chosen.set(locale, found)
      }
      return found
    },
    render(locale, values) {
      const plan = locales.get(locale)!
      const out: Record<string, Json> = { ...plan.fixed }
      for (const [field, render] of plan.rendered) out[field] = render(values)
      return out
    },
  }
}
