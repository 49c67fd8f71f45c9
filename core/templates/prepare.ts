import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { Channel, ContentProblem, Json, TemplateEngine } from '../contracts/index.ts'
import type { FrozenContent } from './render.ts'

export type Contents = Record<string, Record<string, Json>>

const validators = new WeakMap<object, ValidateFunction>()

function validatorOf(channel: Channel): ValidateFunction {
  let validate = validators.get(channel.content)
  if (!validate) {
    const ajv = new Ajv2020({ allErrors: true, strict: false })
    ;(addFormats as unknown as (a: unknown) => void)(ajv)
    validate = ajv.compile(channel.content)
    validators.set(channel.content, validate)
  }
  return validate
}

/** Is this a content of the channel, as far as its schema can tell? */
export const fitsSchema = (channel: Channel, content: Record<string, Json>): boolean => validatorOf(channel)(content)

/** Is this a language tag (BCP 47) in canonical form? */
export function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text)[0] === text
  } catch {
    return false
  }
}

/**
 * Checks content in every language and freezes it: the channel's schema and own checks, the template engine's strictness,
 * CSS and links by the channel's `prepare`. Either problems, each naming language, field, line and column, or content that is
 * ready to be sent.
 */
export function prepareContents(
  channel: Channel,
  engine: TemplateEngine,
  contents: Contents,
  defaultLocale: string,
  scope: { variables: readonly string[] },
): { problems: ContentProblem[]; prepared: FrozenContent['locales'] } {
  const problems: ContentProblem[] = []
  const prepared: Record<string, FrozenContent['locales'][string]> = {}
  const locales = Object.keys(contents)
  if (!locales.length)
    problems.push({ field: 'contents', code: 'empty', message: 'There is no content in any language yet.' })
  else if (!contents[defaultLocale])
    problems.push({
      field: defaultLocale,
      code: 'missing',
      message: `The default language ${defaultLocale} has no content.`,
    })
  for (const locale of locales) {
    if (!isLocale(locale)) {
      problems.push({
        field: locale,
        code: 'locale',
        message: `"${locale}" is not a language tag such as en, fr or es-MX.`,
      })
      continue
    }
    const content = contents[locale]!
    const found = checkContent(channel, engine, content, locale, scope)
    problems.push(...found.map((problem) => ({ ...problem, field: `${locale}.${problem.field}` })))
    if (!found.length) {
      const ready = channel.prepare?.(content) ?? { content, links: [] }
      const broken = [
        ...compileFields(channel, engine, ready.content, locale, scope),
        ...compileLinks(engine, ready.links, locale, scope),
      ]
      problems.push(...broken.map((problem) => ({ ...problem, field: `${locale}.${problem.field}` })))
      prepared[locale] = { content: ready.content as Record<string, Json>, links: ready.links }
    }
  }
  return { problems, prepared }
}

function checkContent(
  channel: Channel,
  engine: TemplateEngine,
  content: Record<string, Json>,
  locale: string,
  scope: { variables: readonly string[] },
): ContentProblem[] {
  const validate = validatorOf(channel)
  if (!validate(content))
    return (validate.errors ?? []).map((error) => {
      const extra = error.params.additionalProperty ?? error.params.missingProperty
      const field = [
        ...error.instancePath.split('/').filter(Boolean),
        ...(typeof extra === 'string' ? [extra] : []),
      ].join('.')
      return { field: field || 'content', code: error.keyword, message: error.message ?? 'is wrong' }
    })
  const own = channel.check?.(content) ?? []
  // Fields are compiled as they were written: line and column are then those of the author's text.
  return [...own, ...compileFields(channel, engine, content, locale, scope)]
}

function compileFields(
  channel: Channel,
  engine: TemplateEngine,
  content: Record<string, unknown>,
  locale: string,
  scope: { variables: readonly string[] },
): ContentProblem[] {
  const fields = (channel.content.properties ?? {}) as Record<string, { template?: 'html' | 'text'; design?: object }>
  return Object.entries(fields).flatMap(([field, { template, design }]) => {
    const source = content[field]
    // What a design makes has its author's mistakes in places that the author never saw: they are looked for in the design too.
    const mode = template ?? (design && 'text')
    if (!mode || typeof source !== 'string') return []
    const compiled = engine.compile({ source, field, mode, locale, scope })
    return compiled.ok ? [] : compiled.problems
  })
}

function compileLinks(
  engine: TemplateEngine,
  links: readonly string[],
  locale: string,
  scope: { variables: readonly string[] },
): ContentProblem[] {
  return links.flatMap((source, index) => {
    if (!source.includes('{{')) return []
    const compiled = engine.compile({ source, field: `links.${index}`, mode: 'text', locale, scope })
    return compiled.ok ? [] : compiled.problems
  })
}
