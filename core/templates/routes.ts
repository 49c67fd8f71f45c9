import Type from 'typebox'
import { decodeCursor, page } from '../http/paging.ts'
import { failures, IdParams, PageOf, PageQuery } from '../http/schemas.ts'
import type { Routes } from '../http/types.ts'
import { weighContents } from './advice.ts'
import {
  checkDraft,
  createTemplate,
  deleteTemplate,
  findTemplate,
  findTemplateUsage,
  publishTemplate,
  scopeOf,
  updateTemplate,
} from './change.ts'
import { showVersion, TemplateRow, VersionRow } from './model.ts'
import { previewTemplate } from './preview.ts'
import {
  ContentCheck,
  PreviewRequest,
  PreviewSchema,
  TemplatePatch,
  TemplateSchema,
  TemplateUsage,
  TemplateVariables,
  TemplateVersionSchema,
  TemplateWrite,
} from './schema.ts'

const tags = ['templates']
/** Named by what channels write into content, never by its author. */
const WRITTEN_AT_PUBLISH: ReadonlySet<string> = new Set(['urls.click', 'urls.pixel'])

/** /api/v1/templates */
export const templateRoutes: Routes = async (app) => {
  const { core } = app

  const show = (workspaceId: string, rows: TemplateRow[]) =>
    core.db.tenant(workspaceId, async (trx) => {
      const drafts: VersionRow[] = await VersionRow.query(trx)
        .where({ workspace_id: workspaceId })
        .whereIn(
          'template_id',
          rows.map((row) => row.id),
        )
        .whereNull('published_at')
        .select('template_id', 'number')
      const draftOf = new Map(drafts.map((draft) => [draft.templateId, draft.number]))
      return rows.map(({ id, name, channel, defaultLocale, publishedVersion, createdAt, updatedAt }) => ({
        id,
        name,
        channel,
        defaultLocale,
        publishedVersion,
        draftVersion: draftOf.get(id) ?? null,
        createdAt: createdAt.toISOString(),
        updatedAt: updatedAt.toISOString(),
      }))
    })

  app.get(
    '/',
    {
      config: { permission: 'templates:read' },
      schema: {
        tags,
        summary: 'List templates, newest first',
        querystring: Type.Intersect([
          PageQuery,
          Type.Object({ channel: Type.Optional(Type.String({ maxLength: 50 })) }),
        ]),
        response: { 200: PageOf(TemplateSchema), ...failures(401, 403) },
      },
    },
    async (request) => {
      const { workspaceId } = request.actor
      const { limit, cursor, channel } = request.query
      const rows: TemplateRow[] = await core.db.tenant(workspaceId, async (trx) => {
        const list = TemplateRow.query(trx)
          .where({ workspace_id: workspaceId })
          .orderBy('id', 'desc')
          .limit(limit + 1)
        if (channel) list.where({ channel })
        if (cursor) list.where('id', '<', String(decodeCursor(cursor, 1)[0]))
        return await list
      })
      const { data, next } = page(rows, limit, (row) => [row.id])
      return { data: await show(workspaceId, data), next }
    },
  )

  app.post(
    '/',
    {
      config: { permission: 'templates:write' },
      bodyLimit: 25 * 1_048_576,
      schema: {
        tags,
        summary: 'Create a template with its first draft',
        body: TemplateWrite,
        response: { 201: TemplateSchema, ...failures(401, 403, 413, 422) },
      },
    },
    async (request, reply) => {
      const row = await createTemplate(core, request.actor, request.body)
      return reply.code(201).send((await show(request.actor.workspaceId, [row]))[0]!)
    },
  )

  app.get(
    '/variables',
    {
      config: { permission: 'templates:read' },
      schema: {
        tags,
        summary: 'What a template may name in this workspace',
        response: { 200: TemplateVariables, ...failures(401, 403) },
      },
    },
    ({ actor }) =>
      core.db.tenant(actor.workspaceId, async (trx) => ({
        variables: (await scopeOf(trx, actor.workspaceId)).variables.filter((name) => !WRITTEN_AT_PUBLISH.has(name)),
      })),
  )

  app.get(
    '/:id',
    {
      config: { permission: 'templates:read' },
      schema: {
        tags,
        summary: 'One template',
        params: IdParams,
        response: { 200: TemplateSchema, ...failures(401, 403, 404) },
      },
    },
    async (request) => {
      const { workspaceId } = request.actor
      return (
        await show(workspaceId, [
          await core.db.tenant(workspaceId, (trx) => findTemplate(trx, workspaceId, request.params.id)),
        ])
      )[0]!
    },
  )

  app.patch(
    '/:id',
    {
      config: { permission: 'templates:write' },
      bodyLimit: 25 * 1_048_576,
      schema: {
        tags,
        summary: 'Change the name or the draft',
        params: IdParams,
        body: TemplatePatch,
        response: { 200: TemplateSchema, ...failures(401, 403, 404, 409, 413, 422) },
      },
    },
    async (request) =>
      (
        await show(request.actor.workspaceId, [
          await updateTemplate(core, request.actor, request.params.id, request.body),
        ])
      )[0]!,
  )

  app.delete(
    '/:id',
    {
      config: { permission: 'templates:write' },
      schema: {
        tags,
        summary: 'Delete a template that nobody was sent',
        params: IdParams,
        response: { 204: Type.Null(), ...failures(401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      await deleteTemplate(core, request.actor, request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/:id/versions',
    {
      config: { permission: 'templates:read' },
      schema: {
        tags,
        summary: 'Its versions, newest first',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: PageOf(TemplateVersionSchema), ...failures(401, 403, 404) },
      },
    },
    async (request) => {
      const { workspaceId } = request.actor
      const { limit, cursor } = request.query
      const rows: VersionRow[] = await core.db.tenant(workspaceId, async (trx) => {
        await findTemplate(trx, workspaceId, request.params.id)
        const list = VersionRow.query(trx)
          .where({ workspace_id: workspaceId, template_id: request.params.id })
          .orderBy('number', 'desc')
          .limit(limit + 1)
        if (cursor) list.where('number', '<', Number(decodeCursor(cursor, 1)[0]))
        return await list
      })
      const { data, next } = page(rows, limit, (row) => [row.number])
      return { data: data.map(showVersion), next }
    },
  )

  app.get(
    '/:id/usage',
    {
      config: { permission: 'templates:read' },
      schema: {
        tags,
        summary: 'Campaigns that name a template',
        params: IdParams,
        response: { 200: TemplateUsage, ...failures(401, 403, 404) },
      },
    },
    ({ actor, params }) =>
      core.db.tenant(actor.workspaceId, (trx) => findTemplateUsage(trx, actor.workspaceId, params.id)),
  )

  app.get(
    '/:id/check',
    {
      config: { permission: 'templates:read' },
      schema: {
        tags,
        summary: 'Mistakes in the draft, each with its place; its size, and what filters and readers may take amiss',
        params: IdParams,
        response: { 200: ContentCheck, ...failures(401, 403, 404, 409) },
      },
    },
    async (request) => {
      const { workspaceId } = request.actor
      const { problems, channel, draft } = await core.db.tenant(workspaceId, (trx) =>
        checkDraft(core, trx, workspaceId, request.params.id),
      )
      return { ok: problems.length === 0, problems, ...weighContents(channel, draft.contents) }
    },
  )

  app.post(
    '/:id/publish',
    {
      config: { permission: 'templates:publish' },
      schema: {
        tags,
        summary: 'Freeze the draft as the next version',
        params: IdParams,
        response: { 200: TemplateVersionSchema, ...failures(401, 403, 404, 409, 422) },
      },
    },
    async (request) => showVersion(await publishTemplate(core, request.actor, request.params.id)),
  )

  app.post(
    '/:id/preview',
    {
      config: { permission: 'templates:read' },
      schema: {
        tags,
        summary: 'As one person would get it',
        params: IdParams,
        body: PreviewRequest,
        response: { 200: PreviewSchema, ...failures(401, 403, 404, 422) },
      },
    },
    (request) => previewTemplate(core, request.actor.workspaceId, request.params.id, request.body),
  )
}
