import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { failures } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import { audit } from '../../workspaces/audit.ts'
import { filterConditions, type SegmentCondition } from '../find.ts'
import { numbered } from '../sql.ts'
import { exportColumns, exportContacts } from './export.ts'
import { type ContactExport, ContactExportSchema } from './schema.ts'

/** /api/v1/contacts/export.csv */
export const exportRoutes =
  (inSegment: SegmentCondition): Routes =>
  async (app) => {
    const { core } = app
    app.addSchema(ContactExportSchema)

    app.post(
      '/export.csv',
      {
        config: { permission: 'contacts:export' },
        schema: {
          tags: ['Contacts'],
          summary: 'People as CSV: chosen ones, those whom a filter finds, or everybody',
          description: 'Streamed, whatever the number. What a spreadsheet would take for a formula gets an apostrophe.',
          body: Type.Unsafe<ContactExport>(Type.Ref('ContactExport')),
          produces: ['text/csv'],
          response: { 200: Type.String(), ...failures(400, 401, 403, 404, 422) },
        },
      },
      async ({ actor, body }, reply) => {
        const { workspaceId } = actor
        const tools = { registries: core.registries, inSegment }
        const columns = await core.db.tenant(workspaceId, async (trx) => {
          const found = await exportColumns(trx, core, workspaceId, body.columns)
          // What is wrong with the filter is told now, not in the middle of a file.
          await filterConditions(trx, tools, workspaceId, body.filter ?? {}, numbered())
          // What was searched for may be a name: the audit log keeps only by what it was narrowed.
          const by = body.contactIds ? { asked: body.contactIds.length } : { filter: Object.keys(body.filter ?? {}) }
          const after = { ...by, columns: found.map(({ name }) => name) }
          await audit(trx, actor, { action: 'contact.export_list', objectType: 'contact', after })
          return found
        })
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="people.csv"')
          .send(Readable.from(exportContacts(core, tools, workspaceId, columns, body)) as never)
      },
    )
  }
