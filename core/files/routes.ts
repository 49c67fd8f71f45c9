import multipart from '@fastify/multipart'
import { Type } from 'typebox'
import { Problem } from '../errors.ts'
import { failures, IdParams, PageOf, PageQuery } from '../http/schemas.ts'
import type { Routes } from '../http/types.ts'
import { removeFile } from './remove.ts'
import { FileSchema } from './schema.ts'
import { findFile, listFiles, MOST_BYTES, uploadFile } from './upload.ts'

const tags = ['files']

/** /api/v1/files: images and attachments for content */
export const fileRoutes: Routes = async (app) => {
  const { core } = app
  await app.register(multipart, { limits: { files: 1, fields: 5, fileSize: MOST_BYTES + 1, headerPairs: 100 } })

  app.post(
    '/',
    {
      config: { permission: 'files:write' },
      schema: {
        tags,
        summary: 'Upload an image or attachment (multipart, field "file"), at most 10 MB',
        consumes: ['multipart/form-data'],
        response: { 201: FileSchema, ...failures(400, 401, 403, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const part = request.isMultipart() ? await request.file() : undefined
      if (!part) throw new Problem('bad_request', 'Send multipart/form-data with one file in the field "file".')
      const file = await uploadFile(core, request.actor, { name: part.filename, stream: part.file })
      return reply.code(201).header('location', `/api/v1/files/${file.id}`).send(file)
    },
  )

  app.get(
    '/',
    {
      config: { permission: 'files:read' },
      schema: {
        tags,
        summary: 'List uploads, newest first',
        querystring: PageQuery,
        response: { 200: PageOf(FileSchema), ...failures(401, 403) },
      },
    },
    (request) => listFiles(core, request.actor.workspaceId, request.query),
  )

  app.get(
    '/:id',
    {
      config: { permission: 'files:read' },
      schema: {
        tags,
        summary: 'One upload',
        params: IdParams,
        response: { 200: FileSchema, ...failures(401, 403, 404) },
      },
    },
    (request) => findFile(core, request.actor.workspaceId, request.params.id),
  )

  app.delete(
    '/:id',
    {
      config: { permission: 'files:write' },
      schema: {
        tags,
        summary: 'Delete an upload and its bytes; one that content names or messages wait for stays (409 says where)',
        params: IdParams,
        response: { 204: Type.Null(), ...failures(401, 403, 404, 409, 422) },
      },
    },
    async ({ actor, params }, reply) => {
      await removeFile(core, actor, params.id)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/:id/content',
    {
      config: { permission: 'files:read' },
      schema: {
        tags,
        summary: 'Its bytes, to be saved and never to be run',
        params: IdParams,
        produces: ['application/octet-stream'],
        response: { 200: Type.String(), ...failures(401, 403, 404, 503) },
      },
    },
    async (request, reply) => {
      const file = await findFile(core, request.actor.workspaceId, request.params.id)
      return (reply as any)
        .type(file.type)
        .headers({
          'content-length': file.size,
          'content-disposition': `attachment; filename*=UTF-8''${encodeName(file.name)}`,
          'content-security-policy': "sandbox; default-src 'none'",
          'x-content-type-options': 'nosniff',
        })
        .send(file.bytes())
    },
  )
}

/** RFC 8187: what encodeURIComponent leaves and the grammar does not. */
const encodeName = (name: string) =>
  encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
