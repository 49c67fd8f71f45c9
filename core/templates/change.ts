import { createHash } from 'node:crypto'
import type { Core } from '../context.ts'
import { badContent, invalid, notFound, Problem } from '../errors.ts'
import { checkFiles } from '../files/content.ts'
import { uuid7 } from '../infra/ids.ts'
import type { Trx } from '../infra/postgres.ts'
import type { Actor } from '../workspaces/actor.ts'
import { audit } from '../workspaces/audit.ts'
import { TemplateRow, VersionRow } from './model.ts'
import { type Contents, isLocale, prepareContents } from './prepare.ts'
import { templateScope } from './render.ts'
import type { TemplatePatch, TemplateWrite } from './schema.ts'

/** Largest draft, all languages together. */
const DRAFT_BYTES = 20 * 1_048_576

export async function findTemplate(trx: Trx, workspaceId: string, id: string): Promise<TemplateRow> {
  const row = await TemplateRow.query(trx).where({ workspace_id: workspaceId, id }).first()
  if (!row) throw notFound('template')
  return row
}

export async function createTemplate(core: Core, actor: Actor, input: TemplateWrite): Promise<TemplateRow> {
  const { workspaceId } = actor
  if (!core.registries.channels.has(input.channel))
    throw invalid([{ field: '/channel', code: 'unknown', message: `There is no channel "${input.channel}" here.` }])
  checkSize(input.contents)
  return core.db.tenant(workspaceId, async (trx) => {
    const workspace = await trx('workspaces').where({ id: workspaceId }).first('locale')
    const defaultLocale = input.defaultLocale ?? workspace.locale
    checkLocale(defaultLocale)
    const id = uuid7()
    await TemplateRow.query(trx).insert({ workspaceId, id, name: input.name, channel: input.channel, defaultLocale })
    await VersionRow.query(trx).insert({
      workspaceId,
      templateId: id,
      number: 1,
      contents: (input.contents ?? {}) as Contents,
      createdBy: actor.id,
    })
    await audit(trx, actor, {
      action: 'template.create',
      objectType: 'template',
      objectId: id,
      after: { name: input.name, channel: input.channel, locales: Object.keys(input.contents ?? {}) },
    })
    return findTemplate(trx, workspaceId, id)
  })
}

/** A draft may have mistakes: it is what somebody is in the middle of writing. After publishing, the next change begins a new draft. */
export async function updateTemplate(core: Core, actor: Actor, id: string, input: TemplatePatch): Promise<TemplateRow> {
  const { workspaceId } = actor
  checkSize(input.contents)
  if (input.defaultLocale) checkLocale(input.defaultLocale)
  return core.db.tenant(workspaceId, async (trx) => {
    const before = await TemplateRow.query(trx).where({ workspace_id: workspaceId, id }).forUpdate().first()
    if (!before) throw notFound('template')
    if (input.basedOn && new Date(input.basedOn).getTime() !== before.updatedAt.getTime())
      throw new Problem('stale', 'Somebody else changed this template in the meantime.')
    await TemplateRow.query(trx)
      .where({ workspace_id: workspaceId, id })
      .patch({
        ...(input.name ? { name: input.name } : {}),
        ...(input.defaultLocale ? { defaultLocale: input.defaultLocale } : {}),
        // Never the same twice: who edits tells by it which state was read.
        updatedAt: new Date(Math.max(Date.now(), before.updatedAt.getTime() + 1)),
      })
    if (input.contents) await writeDraft(trx, actor, id, input.contents as Contents)
    await audit(trx, actor, {
      action: 'template.update',
      objectType: 'template',
      objectId: id,
      before: { name: before.name, defaultLocale: before.defaultLocale },
      after: {
        name: input.name,
        defaultLocale: input.defaultLocale,
        locales: input.contents && Object.keys(input.contents),
      },
    })
    return findTemplate(trx, workspaceId, id)
  })
}

async function writeDraft(trx: Trx, actor: Actor, templateId: string, contents: Contents): Promise<void> {
  const { workspaceId } = actor
  const changed = await VersionRow.query(trx)
    .where({ workspace_id: workspaceId, template_id: templateId })
    .whereNull('published_at')
    .patch({ contents, updatedAt: new Date() })
  if (changed) return
  const last = await VersionRow.query(trx)
    .where({ workspace_id: workspaceId, template_id: templateId })
    .orderBy('number', 'desc')
    .first()
  await VersionRow.query(trx).insert({
    workspaceId,
    templateId,
    number: (last?.number ?? 0) + 1,
    contents,
    createdBy: actor.id,
  })
}

/** Every mistake in the draft, with language, field, line and column; none means that it can be published. */
export async function checkDraft(core: Core, trx: Trx, workspaceId: string, id: string) {
  const template = await findTemplate(trx, workspaceId, id)
  const draft = await VersionRow.query(trx)
    .where({ workspace_id: workspaceId, template_id: id })
    .whereNull('published_at')
    .first()
  if (!draft) throw new Problem('conflict', 'There is no draft: the last version is published.')
  const channel = core.registries.channels.get(template.channel)
  const engine = core.registries.templateEngines.get('handlebars')
  if (!channel || !engine) throw new Problem('unavailable', `The channel "${template.channel}" is not mounted.`)
  const scope = await scopeOf(trx, workspaceId)
  const result = prepareContents(channel, engine, draft.contents, template.defaultLocale, scope)
  const files = await checkFiles(trx, workspaceId, draft.contents)
  const problems = [...result.problems, ...files.problems]
  return { template, draft, channel, prepared: result.prepared, problems, files: files.hashes }
}

/** Freezes the draft: nothing is saved as published when one language has one mistake. */
export async function publishTemplate(core: Core, actor: Actor, id: string): Promise<VersionRow> {
  const { workspaceId } = actor
  return core.db.tenant(workspaceId, async (trx) => {
    await TemplateRow.query(trx).where({ workspace_id: workspaceId, id }).forUpdate().first()
    const { draft, problems, prepared, files } = await checkDraft(core, trx, workspaceId, id)
    if (problems.length) throw badContent(problems)
    // Files are named by their id in the content; their own hashes make the proof reach their bytes.
    const frozen = Object.keys(files).length ? { prepared, files } : prepared
    const sha256 = createHash('sha256').update(JSON.stringify(frozen)).digest()
    await VersionRow.query(trx)
      .where({ workspace_id: workspaceId, template_id: id, number: draft.number })
      .patch({ prepared, sha256, publishedAt: new Date() })
    await TemplateRow.query(trx)
      .where({ workspace_id: workspaceId, id })
      .patch({ publishedVersion: draft.number, updatedAt: new Date() })
    await audit(trx, actor, {
      action: 'template.publish',
      objectType: 'template',
      objectId: id,
      after: { version: draft.number, sha256: sha256.toString('hex'), locales: Object.keys(prepared) },
    })
    return (await VersionRow.query(trx)
      .where({ workspace_id: workspaceId, template_id: id, number: draft.number })
      .first())!
  })
}

/** Campaigns whose plan names a template. */
export async function findTemplateUsage(trx: Trx, workspaceId: string, id: string) {
  await findTemplate(trx, workspaceId, id)
  const campaigns = await trx('campaigns')
    .where({ workspace_id: workspaceId })
    .whereRaw("plan->'steps' @> jsonb_build_array(jsonb_build_object('templateId', ?::text))", [id])
    .orderBy('id', 'desc')
    .limit(50)
    .select('id', 'name', 'state')
  return { campaigns }
}

/** Only what was never used by a run can go: what people were sent stays provable. */
export async function deleteTemplate(core: Core, actor: Actor, id: string): Promise<void> {
  const { workspaceId } = actor
  await core.db.tenant(workspaceId, async (trx) => {
    const row = await findTemplate(trx, workspaceId, id)
    const used = await trx('run_steps').where({ workspace_id: workspaceId, template_id: id }).first('run_id')
    if (used) throw new Problem('conflict', `The template "${row.name}" was sent to people; it stays on record.`)
    await TemplateRow.query(trx).where({ workspace_id: workspaceId, id }).delete()
    await audit(trx, actor, {
      action: 'template.delete',
      objectType: 'template',
      objectId: id,
      before: { name: row.name, channel: row.channel },
    })
  })
}

/** What a template may name in this workspace: sensitive attributes are not for messages. */
export async function scopeOf(trx: Trx, workspaceId: string) {
  return templateScope(
    await trx('attribute_definitions').where({ workspace_id: workspaceId, sensitive: false }).pluck('name'),
  )
}

function checkLocale(locale: string): void {
  if (!isLocale(locale))
    throw invalid([
      {
        field: '/defaultLocale',
        code: 'locale',
        message: `"${locale}" is not a language tag such as en, fr or es-MX.`,
      },
    ])
}

function checkSize(contents: unknown): void {
  if (contents && Buffer.byteLength(JSON.stringify(contents)) > DRAFT_BYTES)
    throw new Problem('too_large', 'A draft may have 20 MB in all languages together.')
}
