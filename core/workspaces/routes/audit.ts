import { Type } from 'typebox'
import { decodeCursor, page } from '../../http/paging.ts'
import { failures, PageOf, PageQuery, Timestamp } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import { verifyAudit } from '../audit.ts'
import { readHead, writeHead } from '../audit-head.ts'
import { type AuditFilter, listAudit } from '../audit-list.ts'

const tags = ['Audit log']

const Filter = Type.Intersect([
  PageQuery,
  Type.Object({
    action: Type.Optional(Type.String({ maxLength: 100 })),
    objectType: Type.Optional(Type.String({ maxLength: 100 })),
    objectId: Type.Optional(Type.String({ maxLength: 100 })),
    actorId: Type.Optional(Type.String({ maxLength: 100 })),
    from: Type.Optional(Timestamp),
    to: Type.Optional(Timestamp),
  }),
])

/** `/api/v1/audit`: what was done, by whom; and the proof that nobody touched the record. */
export const auditRoutes: Routes = async (app) => {
  app.get(
    '',
    {
      config: { permission: 'audit:read' },
      schema: {
        tags,
        summary: 'List changes, newest first',
        querystring: Filter,
        response: { 200: PageOf(Type.Ref('AuditEntry')), ...failures(400, 401, 403, 422) },
      },
    },
    async ({ actor, query }) => {
      const [before] = query.cursor ? decodeCursor(query.cursor, 1) : []
      const filter: AuditFilter = { ...query, before: before as number | undefined }
      const rows = await app.core.db.tenant(actor.workspaceId, (trx) => listAudit(trx, actor.workspaceId, filter))
      return page(rows, query.limit, (row) => [row.sequence])
    },
  )

  app.get(
    '/verify',
    {
      config: { permission: 'audit:read' },
      schema: {
        tags,
        summary: 'Check the chain of the log',
        description: 'Give the `head` of an earlier check to learn as well that nothing was cut off since.',
        querystring: Type.Object({ head: Type.Optional(Type.String({ maxLength: 200 })) }),
        response: { 200: Type.Ref('AuditReport'), ...failures(400, 401, 403) },
      },
    },
    async ({ actor, query }) => {
      const { vault, db } = app.core
      const known = query.head === undefined ? undefined : readHead(vault, actor.workspaceId, query.head)
      const report = await db.tenant(actor.workspaceId, (trx) => verifyAudit(trx, actor.workspaceId, known))
      return {
        ok: report.brokenAt === null,
        checked: report.checked,
        brokenAt: report.brokenAt,
        head: report.head && writeHead(vault, actor.workspaceId, report.head),
      }
    },
  )
}
