import { Type } from 'typebox'
import { notFound } from '../../errors.ts'
import { failures } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import type { Trx } from '../../infra/postgres.ts'
import { AttributeRow } from '../model.ts'
import type { AttributeChange, AttributeInput } from '../schema.ts'
import { changeAttribute, declareAttribute, removeAttribute } from './change.ts'

const tags = ['Attributes']
const Params = Type.Object({ name: Type.String({ maxLength: 63 }) })
const Attribute = Type.Ref('Attribute')

/** Declared attributes: at most 200 a workspace, so the list has one page. */
export const attributeRoutes: Routes = async (app) => {
  const { db } = app.core

  app.get(
    '/',
    {
      config: { permission: 'contacts:read' },
      schema: {
        tags,
        summary: 'List declared attributes',
        response: { 200: Type.Object({ data: Type.Array(Attribute) }), ...failures(401, 403) },
      },
    },
    ({ actor }) =>
      db.tenant(actor.workspaceId, async (trx) => {
        const rows = await AttributeRow.query(trx).where({ workspace_id: actor.workspaceId }).orderBy('name')
        return { data: rows.map(present) }
      }),
  )

  app.post(
    '/',
    {
      config: { permission: 'contacts:write' },
      schema: {
        tags,
        summary: 'Declare an attribute',
        body: Type.Unsafe<AttributeInput>(Type.Ref('AttributeInput')),
        response: { 201: Attribute, ...failures(400, 401, 403, 409, 422) },
      },
    },
    async ({ actor, body }, reply) => {
      const shown = await db.tenant(actor.workspaceId, async (trx) => {
        await declareAttribute(trx, actor, body)
        return show(trx, actor.workspaceId, body.name)
      })
      return reply.code(201).send(shown)
    },
  )

  app.get(
    '/:name',
    {
      config: { permission: 'contacts:read' },
      schema: {
        tags,
        summary: 'Show an attribute',
        params: Params,
        response: { 200: Attribute, ...failures(401, 403, 404, 422) },
      },
    },
    ({ actor, params }) => db.tenant(actor.workspaceId, (trx) => show(trx, actor.workspaceId, params.name)),
  )

  app.patch(
    '/:name',
    {
      config: { permission: 'contacts:write' },
      schema: {
        tags,
        summary: 'Change label and choices of an attribute',
        params: Params,
        body: Type.Unsafe<AttributeChange>(Type.Ref('AttributeChange')),
        response: { 200: Attribute, ...failures(400, 401, 403, 404, 422) },
      },
    },
    ({ actor, params, body }) =>
      db.tenant(actor.workspaceId, async (trx) => {
        await changeAttribute(trx, actor, params.name, body)
        return show(trx, actor.workspaceId, params.name)
      }),
  )

  app.delete(
    '/:name',
    {
      config: { permission: 'contacts:write' },
      schema: {
        tags,
        summary: 'Take back the declaration of an attribute',
        params: Params,
        querystring: Type.Object({
          dropValues: Type.Boolean({ default: false, description: 'Also take away the values that people have' }),
        }),
        response: { 204: Type.Null(), ...failures(401, 403, 404, 409, 422) },
      },
    },
    async ({ actor, params, query }, reply) => {
      await db.tenant(actor.workspaceId, (trx) => removeAttribute(trx, actor, params.name, query))
      return reply.code(204).send(null)
    },
  )
}

async function show(trx: Trx, workspaceId: string, name: string) {
  const row = await AttributeRow.query(trx).findOne({ workspace_id: workspaceId, name })
  if (!row) throw notFound('attribute')
  return present(row)
}

const present = ({ name, type, label, choices, sensitive, createdAt }: AttributeRow) => ({
  name,
  type,
  label,
  choices,
  sensitive,
  createdAt: createdAt.toISOString(),
})
