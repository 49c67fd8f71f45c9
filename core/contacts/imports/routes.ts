import multipart from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '../../errors.ts'
import { failures, IdParams, PageOf, PageQuery } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import { cancelImport, changeImport, startImport } from './change.ts'
import { findImport } from './model.ts'
import { importState, listImports, presentImport } from './present.ts'
import { previewImport } from './preview.ts'
import { listRejects } from './rejects.ts'
import { rejectsReport } from './report.ts'
import * as schema from './schema.ts'
import { importUndoRoutes } from './undo/routes.ts'
import { importStoredFile, MOST_BYTES, uploadImport } from './upload.ts'

const tags = ['Imports']
const ImportRef = Type.Ref('Import')

/** Files of people: upload, look, start, watch, and what was refused. */
export const importRoutes: Routes = async (app) => {
  const { core } = app
  for (const one of [
    schema.ImportTotalsSchema,
    schema.ImportSchema,
    schema.ImportChangeSchema,
    schema.ImportPreviewSchema,
    schema.ImportRejectSchema,
  ])
    app.addSchema(one)
  await app.register(multipart, { limits: { files: 1, fields: 5, fileSize: MOST_BYTES + 1, headerPairs: 100 } })
  await app.register(importUndoRoutes)
  core.live.registerSnapshot('import', (workspaceId, id) =>
    core.db.tenant(workspaceId, (trx) => importState(trx, workspaceId, id)),
  )
  const show = (workspaceId: string, id: string) =>
    core.db.tenant(workspaceId, async (trx) => presentImport(await findImport(trx, workspaceId, id)))

  app.post(
    '/',
    {
      config: { permission: 'contacts:import' },
      schema: {
        tags,
        summary: 'Upload a CSV file (multipart, field "file"), or name one uploaded before; nothing is imported yet',
        consumes: ['multipart/form-data', 'application/json'],
        response: { 201: ImportRef, ...failures(400, 401, 403, 404, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const id = request.isMultipart()
        ? await receive(core, request)
        : await importStoredFile(core, request.actor, fileIdOf(request.body))
      return reply
        .code(201)
        .header('location', `/api/v1/imports/${id}`)
        .send(await show(request.actor.workspaceId, id))
    },
  )

  app.get(
    '/',
    {
      config: { permission: 'contacts:import' },
      schema: {
        tags,
        summary: 'List imports, newest first',
        querystring: PageQuery,
        response: { 200: PageOf(ImportRef), ...failures(400, 401, 403, 422) },
      },
    },
    ({ actor, query }) => core.db.tenant(actor.workspaceId, (trx) => listImports(trx, actor.workspaceId, query)),
  )

  app.get(
    '/:id',
    {
      config: { permission: 'contacts:import' },
      schema: {
        tags,
        summary: 'Show an import and how far it is',
        params: IdParams,
        response: { 200: ImportRef, ...failures(401, 403, 404, 422) },
      },
    },
    ({ actor, params }) => show(actor.workspaceId, params.id),
  )

  app.patch(
    '/:id',
    {
      config: { permission: 'contacts:import' },
      schema: {
        tags,
        summary: 'Say how the file is read and what becomes of its columns',
        params: IdParams,
        body: Type.Unsafe<schema.ImportChange>(Type.Ref('ImportChange')),
        response: { 200: ImportRef, ...failures(400, 401, 403, 404, 409, 422) },
      },
    },
    async ({ actor, params, body }) => {
      await changeImport(core, actor, params.id, body)
      return show(actor.workspaceId, params.id)
    },
  )

  app.post(
    '/:id/preview',
    {
      config: { permission: 'contacts:import' },
      schema: {
        tags,
        summary: 'The first 20 rows as they would be stored, with what is wrong with them',
        params: IdParams,
        response: { 200: Type.Ref('ImportPreview'), ...failures(401, 403, 404, 422) },
      },
    },
    ({ actor, params }) => previewImport(core, actor.workspaceId, params.id),
  )

  for (const [verb, act, summary] of [
    ['start', startImport, 'Start an import; one that failed goes on where it stopped'],
    ['cancel', cancelImport, 'Stop an import; what is in stays in'],
  ] as const)
    app.post(
      `/:id/${verb}`,
      {
        config: { permission: 'contacts:import' },
        schema: {
          tags,
          summary,
          params: IdParams,
          response: { 202: ImportRef, ...failures(401, 403, 404, 409, 422) },
        },
      },
      async ({ actor, params }, reply) => {
        await act(core, actor, params.id)
        return reply.code(202).send(await show(actor.workspaceId, params.id))
      },
    )

  app.get(
    '/:id/rejects',
    {
      config: { permission: 'contacts:import' },
      schema: {
        tags,
        summary: 'Refused rows in the order of the file, each with why',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: PageOf(Type.Ref('ImportReject')), ...failures(400, 401, 403, 404, 422) },
      },
    },
    ({ actor, params, query }) =>
      core.db.tenant(actor.workspaceId, async (trx) => {
        await findImport(trx, actor.workspaceId, params.id)
        return listRejects(trx, actor.workspaceId, params.id, query)
      }),
  )

  app.get(
    '/:id/rejects.csv',
    {
      config: { permission: 'contacts:import' },
      schema: {
        tags,
        summary: 'Refused rows as CSV: line, column, code, reason, the row itself',
        params: IdParams,
        produces: ['text/csv'],
        response: { 200: Type.String(), ...failures(401, 403, 404, 422) },
      },
    },
    async ({ actor, params }, reply) => {
      await show(actor.workspaceId, params.id)
      return (reply as any)
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="refused-${params.id}.csv"`)
        .send(rejectsReport(core, actor.workspaceId, params.id))
    },
  )
}

async function receive(core: Parameters<typeof uploadImport>[0], request: FastifyRequest): Promise<string> {
  const part = await request.file()
  if (!part) throw new Problem('bad_request', 'The form has no file: send one in the field "file".')
  const id = await uploadImport(core, request.actor, { name: part.filename, type: part.mimetype, stream: part.file })
  return id
}

function fileIdOf(body: unknown): string {
  const fileId = (body as { fileId?: unknown } | null)?.fileId
  if (typeof fileId === 'string' && /^[0-9a-f-]{36}$/i.test(fileId)) return fileId
  throw new Problem('bad_request', 'Send a CSV file as multipart/form-data in the field "file", or {"fileId": "…"}.')
}
