import { Type } from 'typebox'
import { readDefinitions } from '../contacts/definitions/change.ts'
import type { SegmentCondition } from '../contacts/find.ts'
import { Contact } from '../contacts/model.ts'
import { presentContacts } from '../contacts/present.ts'
import { invalid, notFound } from '../errors.ts'
import { decodeCursor, page } from '../http/paging.ts'
import { failures, IdParams, PageOf, PageQuery } from '../http/schemas.ts'
import type { Routes } from '../http/types.ts'
import type { Trx } from '../infra/postgres.ts'
import { changeSegment, compileRules, countSegment, createSegment, removeSegment } from './change.ts'
import { compileCondition } from './compile.ts'
import { countPeople, samplePeople } from './count.ts'
import type { Reading } from './leaves/condition.ts'
import { Segment } from './model.ts'
import { DEEPEST, deeperThan, type Rule } from './rules.ts'
import type { SegmentChange, SegmentInput } from './schema.ts'
import { findUsage } from './usage.ts'

const tags = ['Segments']
const SegmentRef = Type.Ref('Segment')

/** Segments. */
export const segmentRoutes: Routes = async (app) => {
  const { db } = app.core

  // The validator walks nested rules by recursion: what is too deep is refused before it. Two levels per rule, and its values.
  app.addHook('preValidation', async ({ body }) => {
    if (deeperThan(body, 2 * DEEPEST + 4))
      throw invalid([{ field: '/rules', code: 'too_deep', message: `stands deeper than ${DEEPEST} levels` }])
  })

  app.get(
    '/',
    {
      config: { permission: 'segments:read' },
      schema: {
        tags,
        summary: 'List segments',
        querystring: PageQuery,
        response: { 200: PageOf(SegmentRef), ...failures(400, 401, 403, 422) },
      },
    },
    ({ actor, query }) =>
      db.tenant(actor.workspaceId, async (trx) => {
        const rows = await Segment.query(trx)
          .where({ workspace_id: actor.workspaceId })
          .modify((list) => void (query.cursor && list.where('id', '<', decodeCursor(query.cursor, 1)[0]!)))
          .orderBy('id', 'desc')
          .limit(query.limit + 1)
        const found = page(rows, query.limit, (row) => [row.id])
        return { data: found.data.map(present), next: found.next }
      }),
  )

  app.post(
    '/',
    {
      config: { permission: 'segments:write' },
      schema: {
        tags,
        summary: 'Make a segment',
        body: Type.Unsafe<SegmentInput>(Type.Ref('SegmentInput')),
        response: { 201: SegmentRef, ...failures(400, 401, 403, 409, 422) },
      },
    },
    async ({ actor, body }, reply) => {
      const shown = await db.tenant(actor.workspaceId, async (trx) =>
        show(trx, actor.workspaceId, await createSegment(trx, actor, body)),
      )
      return reply.code(201).header('location', `/api/v1/segments/${shown.id}`).send(shown)
    },
  )

  app.post(
    '/preview',
    {
      config: { permission: 'segments:read' },
      schema: {
        tags,
        summary: 'Count and show people who meet rules, without keeping the rules',
        body: Type.Unsafe<{ rules: Rule }>(Type.Ref('SegmentPreviewInput')),
        response: { 200: Type.Ref('SegmentPreview'), ...failures(400, 401, 403, 422) },
      },
    },
    ({ actor, body }) =>
      db.tenant(actor.workspaceId, async (trx) => {
        const { workspaceId } = actor
        const people = await countPeople(trx, await compileRules(trx, workspaceId, body.rules))
        const ids = await samplePeople(trx, await compileRules(trx, workspaceId, body.rules, 'page'), 5)
        const contacts = await Contact.query(trx).where({ workspace_id: workspaceId }).whereIn('id', ids).orderBy('id')
        return { people, sample: await presentContacts(trx, workspaceId, contacts) }
      }),
  )

  app.get(
    '/:id',
    {
      config: { permission: 'segments:read' },
      schema: {
        tags,
        summary: 'Show a segment',
        params: IdParams,
        response: { 200: SegmentRef, ...failures(401, 403, 404, 422) },
      },
    },
    ({ actor, params }) => db.tenant(actor.workspaceId, (trx) => show(trx, actor.workspaceId, params.id)),
  )

  app.patch(
    '/:id',
    {
      config: { permission: 'segments:write' },
      schema: {
        tags,
        summary: 'Change a segment; campaigns that were launched keep the rules they had',
        params: IdParams,
        body: Type.Unsafe<SegmentChange>(Type.Ref('SegmentChange')),
        response: { 200: SegmentRef, ...failures(400, 401, 403, 404, 409, 422) },
      },
    },
    ({ actor, params, body }) =>
      db.tenant(actor.workspaceId, async (trx) => {
        await changeSegment(trx, actor, params.id, body)
        return show(trx, actor.workspaceId, params.id)
      }),
  )

  app.delete(
    '/:id',
    {
      config: { permission: 'segments:write' },
      schema: {
        tags,
        summary: 'Delete a segment that no scheduled or running campaign names',
        params: IdParams,
        response: { 204: Type.Null(), ...failures(401, 403, 404, 409, 422) },
      },
    },
    async ({ actor, params }, reply) => {
      await db.tenant(actor.workspaceId, (trx) => removeSegment(trx, actor, params.id))
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/:id/count',
    {
      config: { permission: 'segments:read' },
      schema: {
        tags,
        summary: 'Count the people of a segment now; lists of segments show this number until the next count',
        params: IdParams,
        response: { 200: Type.Ref('LastPeopleCount'), ...failures(401, 403, 404, 422) },
      },
    },
    ({ actor, params }) => db.tenant(actor.workspaceId, (trx) => countSegment(trx, actor.workspaceId, params.id)),
  )

  app.get(
    '/:id/usage',
    {
      config: { permission: 'segments:read' },
      schema: {
        tags,
        summary: 'Campaigns that name a segment',
        params: IdParams,
        response: { 200: Type.Ref('AudienceUsage'), ...failures(401, 403, 404, 422) },
      },
    },
    ({ actor, params }) =>
      db.tenant(actor.workspaceId, async (trx) => {
        await show(trx, actor.workspaceId, params.id)
        return findUsage(trx, actor.workspaceId, params.id)
      }),
  )
}

/** The condition that a person is in a kept segment, for lists of people ('page') and for bulk actions ('whole'). */
export const inSegment =
  (reading: Reading): SegmentCondition =>
  async (trx, workspaceId, segmentId, to) => {
    const { rules } = await show(trx, workspaceId, segmentId)
    return compileCondition(rules, await readDefinitions(trx, workspaceId), to, { reading })
  }

async function show(trx: Trx, workspaceId: string, id: string) {
  const segment = await Segment.query(trx).findOne({ workspace_id: workspaceId, id })
  if (!segment) throw notFound('segment')
  return present(segment)
}

const present = ({ id, name, description, rules, people, createdAt, updatedAt }: Segment) => ({
  id,
  name,
  description,
  rules,
  people,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})
