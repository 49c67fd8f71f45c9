import { Type } from 'typebox'
import { decodeCursor, page } from '../../http/paging.ts'
import { failures, IdParams, PageOf, PageQuery } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import {
  changeDomain,
  checkDomain,
  createDomain,
  type DomainRow,
  findDomain,
  removeDomain,
  showDomain,
} from './change.ts'
import { type DomainChange, DomainChangeSchema, type DomainInput, DomainInputSchema, DomainSchema } from './schema.ts'

const tags = ['Sending domains']
const Shown = Type.Ref('SendingDomain')

/** /api/v1/domains: domains that mail is sent from, the DNS records they need, and whether those are there. */
export const domainRoutes: Routes = async (app) => {
  const { core } = app
  for (const one of [DomainSchema, DomainInputSchema, DomainChangeSchema]) app.addSchema(one)

  app.get(
    '/',
    {
      config: { permission: 'accounts:read' },
      schema: {
        tags,
        summary: 'List sending domains, with what the last check found',
        querystring: PageQuery,
        response: { 200: PageOf(Shown), ...failures(400, 401, 403, 422) },
      },
    },
    ({ actor, query }) =>
      core.db.tenant(actor.workspaceId, async (trx) => {
        const rows: DomainRow[] = await trx('sending_domains')
          .where({ workspace_id: actor.workspaceId })
          .modify((list) => void (query.cursor && list.where('id', '<', decodeCursor(query.cursor, 1)[0]!)))
          .orderBy('id', 'desc')
          .limit(query.limit + 1)
        const found = page(rows, query.limit, (row) => [row.id])
        return { data: found.data.map((row) => showDomain(core, row)), next: found.next }
      }),
  )

  app.post(
    '/',
    {
      config: { permission: 'accounts:write' },
      schema: {
        tags,
        summary: 'Add a sending domain; its DKIM key is made here and the private half never shown',
        body: Type.Unsafe<DomainInput>(Type.Ref('SendingDomainInput')),
        response: { 201: Shown, ...failures(400, 401, 403, 409, 422) },
      },
    },
    async ({ actor, body }, reply) => {
      const shown = showDomain(core, await createDomain(core, actor, body))
      return reply.code(201).header('location', `/api/v1/domains/${shown.id}`).send(shown)
    },
  )

  app.get(
    '/:id',
    {
      config: { permission: 'accounts:read' },
      schema: {
        tags,
        summary: 'One sending domain',
        params: IdParams,
        response: { 200: Shown, ...failures(401, 403, 404, 422) },
      },
    },
    ({ actor, params }) =>
      core.db.tenant(actor.workspaceId, async (trx) =>
        showDomain(core, await findDomain(trx, actor.workspaceId, params.id)),
      ),
  )

  app.patch(
    '/:id',
    {
      config: { permission: 'accounts:write' },
      schema: {
        tags,
        summary: 'Change who else may send for the domain, or where its bounces go',
        params: IdParams,
        body: Type.Unsafe<DomainChange>(Type.Ref('SendingDomainChange')),
        response: { 200: Shown, ...failures(400, 401, 403, 404, 422) },
      },
    },
    ({ actor, params, body }) =>
      core.db.tenant(actor.workspaceId, async (trx) =>
        showDomain(core, await changeDomain(trx, actor, params.id, body)),
      ),
  )

  app.delete(
    '/:id',
    {
      config: { permission: 'accounts:write' },
      schema: {
        tags,
        summary: 'Remove a domain that no account names, and its key',
        params: IdParams,
        response: { 204: Type.Null(), ...failures(401, 403, 404, 409, 422) },
      },
    },
    async ({ actor, params }, reply) => {
      await core.db.tenant(actor.workspaceId, (trx) => removeDomain(trx, actor, params.id))
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/:id/check',
    {
      config: { permission: 'accounts:write' },
      schema: {
        tags,
        summary: 'Look the records up in DNS now',
        params: IdParams,
        response: { 200: Shown, ...failures(401, 403, 404, 422) },
      },
    },
    async ({ actor, params }) => showDomain(core, await checkDomain(core, actor, params.id)),
  )
}
