import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify/sync'
import type { Core } from '../../context.ts'

const PAGE = 2000
/**
 * What a spreadsheet takes for a formula at the start of a cell, in both widths (OWASP "CSV Injection"; SEC21): it gets an
 * apostrophe before it. Phone numbers are told apart by their form and stay as they are, so that the file can be sent again.
 */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/
const PHONE = /^\+\d[\d ().-]*$/

export const safeCell = (text: string): string => (FORMULA.test(text) && !PHONE.test(text) ? `'${text}` : text)

/** The report of refused rows as CSV, UTF-8 with a byte order mark for Excel, read page by page. */
export function rejectsReport(core: Core, workspaceId: string, importId: string): Readable {
  return Readable.from(pages(core, workspaceId, importId), { objectMode: false })
}

async function* pages(core: Core, workspaceId: string, importId: string): AsyncGenerator<string> {
  yield `\ufeff${stringify([['line', 'column', 'code', 'reason', 'raw']], { record_delimiter: '\r\n' })}`
  let after: { line: number; part: number } = { line: 0, part: -1 }
  for (;;) {
    const rows = await core.db.tenant(workspaceId, (trx) =>
      trx('import_rejects')
        .where({ workspace_id: workspaceId, import_id: importId })
        .whereRaw('(line, part) > (?::bigint, ?::smallint)', [after.line, after.part])
        .orderBy(['line', 'part'])
        .limit(PAGE)
        .select('line', 'part', 'column_name', 'code', 'reason', 'raw'),
    )
    if (rows.length)
      yield stringify(
        rows.map((row) => [
          row.line,
          safeCell(row.column_name ?? ''),
          row.code,
          safeCell(row.reason),
          safeCell(row.raw),
        ]),
        { record_delimiter: '\r\n' },
      )
    if (rows.length < PAGE) return
    after = rows.at(-1)
  }
}
