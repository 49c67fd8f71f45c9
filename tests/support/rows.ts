import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { uuid7 } from '../../core/infra/ids.ts'

export interface Column {
  readonly name: string
  readonly type: string
  readonly needed: boolean
  readonly generated: boolean
}

export interface Table {
  readonly name: string
  /** The column that says whose a row is. */
  readonly column: 'workspace_id' | 'id'
  readonly columns: readonly Column[]
  /** False for tables of the system role alone: the one that serves requests has no right there at all. */
  readonly open: boolean
  /** Names of the table's CHECK constraints. */
  readonly checks: readonly string[]
}

/** Every table whose rows belong to a workspace, as the schema says it; `workspaces` itself among them. */
export async function tenantTables(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query(`
    SELECT c.relname AS name,
      has_table_privilege('carillon_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE') AS open,
      (SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, NULL),
         'needed', a.attnotnull AND NOT a.atthasdef, 'generated', a.attgenerated <> '' OR a.attidentity <> '') ORDER BY a.attnum)
       FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
      coalesce((SELECT json_agg(k.conname) FROM pg_constraint k
        WHERE k.conrelid = c.oid AND k.contype = 'c'), '[]') AS checks
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND (c.relname = 'workspaces' OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'workspace_id'))
    ORDER BY c.relname`)
  return rows.map((row) => ({ ...row, column: row.name === 'workspaces' ? 'id' : 'workspace_id' }))
}

/** Takes foreign keys, triggers and checks out of the way of `insertRow`; for a database of one test. */
export async function loosen(client: pg.Client, tables: readonly Table[]): Promise<void> {
  await client.query('SET session_replication_role = replica')
  for (const { name, checks } of tables)
    for (const check of checks) await client.query(`ALTER TABLE ${name} DROP CONSTRAINT "${check}"`)
}

/** Puts in one row of a workspace, with some value of the right type in every column that needs one. */
export async function insertRow(client: pg.Client, table: Table, workspaceId: string): Promise<void> {
  const columns = table.columns.filter((c) => (c.needed || c.name === table.column) && !c.generated)
  const values = columns.map((c) => (c.name === table.column ? workspaceId : sample(c)))
  const names = columns.map((c) => `"${c.name}"`).join()
  const places = columns.map((_, i) => `$${i + 1}`).join()
  await client.query(`INSERT INTO ${table.name} (${names}) VALUES (${places}) ON CONFLICT DO NOTHING`, values)
}

function sample({ type }: Column): unknown {
  if (type === 'uuid') return uuid7()
  if (type === 'bytea') return randomBytes(16)
  if (/^timestamp|^date/.test(type)) return new Date()
  if (/int|numeric|double|real/.test(type)) return 1
  if (type === 'boolean') return false
  if (/json/.test(type)) return '{}'
  if (type.endsWith('[]')) return []
  if (type === 'inet') return '192.0.2.1'
  return `x${randomBytes(6).toString('hex')}`
}
