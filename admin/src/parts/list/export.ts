import { api } from '../../data/api.ts'
import { ruleOf } from '../../data/resources.ts'
import type { Column } from './types.ts'

/** The most that the API gives at once. */
const PAGE = 200

interface ExportOrder<T> {
  readonly resource: string
  readonly path: string | undefined
  readonly filter: Record<string, unknown>
  readonly sort: { readonly field: string; readonly order: string }
  readonly columns: readonly Column<T>[]
  readonly name: string
  readonly translate: (key: string) => string
  readonly signal: AbortSignal
  readonly onCount: (rows: number) => void
}

/** Walks the list by its cursors and saves the rows as CSV (RFC 4180, with a mark for spreadsheets that it is UTF-8). */
export async function exportRows<T>(order: ExportOrder<T>): Promise<void> {
  const columns = order.columns.filter(({ csv }) => csv)
  const path = `/${order.path ?? ruleOf(order.resource)?.path ?? order.resource}`
  const sorted = order.sort.field === 'id' ? {} : { sort: order.sort.field, order: order.sort.order.toLowerCase() }
  const parts = [`\ufeff${csvLine(columns.map(({ label }) => order.translate(label)))}`]
  let cursor: string | null = null
  let count = 0
  do {
    const query = { ...order.filter, ...sorted, limit: PAGE, cursor }
    const page: { data: T[]; next: string | null } = await api.get(path, { query, signal: order.signal })
    parts.push(page.data.map((row) => csvLine(columns.map(({ csv }) => csv!(row)))).join(''))
    count += page.data.length
    order.onCount(count)
    cursor = page.next
  } while (cursor)
  saveFile(new Blob(parts, { type: 'text/csv;charset=utf-8' }), `${order.name}.csv`)
}

/** What begins like a formula gets a quote before it: a spreadsheet would run it (OWASP, CSV injection). */
export function csvLine(values: readonly (string | number | null | undefined)[]): string {
  const cell = (value: string | number | null | undefined) => {
    if (typeof value === 'number') return String(value)
    const text = /^[=+\-@\t\r]/.test(value ?? '') ? `'${value}` : (value ?? '')
    return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return `${values.map(cell).join(',')}\r\n`
}

/** Hands a file to the person. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has begun by then, in every browser.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
