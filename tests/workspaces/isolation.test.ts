import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'
import { insertRow, loosen, type Table, tenantTables } from '../support/rows.ts'

/**
 * The second wall: with the application's own `workspace_id = …` left out, the database shows and takes nothing foreign.
 * The tables are read from the schema, so a table that comes later is tested without a line here.
 */
let t: TestApp
let owner: pg.Client
let tables: Table[]
let closed: Table[]
beforeAll(async () => {
  t = await createTestApp()
  owner = new pg.Client({ connectionString: t.config.databaseUrl })
  await owner.connect()
  const all = await tenantTables(owner)
  tables = all.filter((table) => table.open)
  closed = all.filter((table) => !table.open)
  // Only the wall is looked at.
  await loosen(owner, tables)
  for (const table of tables) for (const id of [t.workspaceId, t.otherWorkspaceId]) await insertRow(owner, table, id)
})
afterAll(async () => {
  await owner.end()
  await t.close()
})

const code = (error: unknown) => (error as { code?: string }).code

/** The role that serves requests, on a connection that no workspace was named on. */
async function appClient() {
  const client = new pg.Client({ connectionString: t.config.databaseUrl, options: '-c role=carillon_app' })
  await client.connect()
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() })
}

describe('every table with a workspace', () => {
  test('is known, and there are many', () => {
    const names = tables.map((table) => table.name)
    expect(names.length).toBeGreaterThan(30)
    for (const name of ['workspaces', 'contacts', 'messages', 'delivery_events', 'audit_log', 'api_keys'])
      expect(names).toContain(name)
  })

  test('has row-level security forced, with one policy per role and no other', async () => {
    const { rows } = await owner.query(
      `
      SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
        (SELECT json_agg(json_build_object('name', p.polname, 'roles', p.polroles::regrole[]::text[], 'cmd', p.polcmd,
           'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)) ORDER BY p.polname)
         FROM pg_policy p WHERE p.polrelid = c.oid) AS policies
      FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY ($1)`,
      [tables.map((x) => x.name)],
    )
    expect(rows).toHaveLength(tables.length)
    for (const row of rows) {
      const column = row.name === 'workspaces' ? 'id' : 'workspace_id'
      const rule = `(${column} = ( SELECT app_workspace() AS app_workspace))`
      expect({ ...row }, row.name).toEqual({
        name: row.name,
        enabled: true,
        forced: true,
        policies: [
          { name: 'all_workspaces', roles: ['carillon_system'], cmd: '*', using: 'true', check: 'true' },
          { name: 'one_workspace', roles: ['carillon_app'], cmd: '*', using: rule, check: rule },
        ],
      })
    }
  })

  test('or is closed to the role that serves requests', async () => {
    for (const { name } of closed)
      await expect(t.core.db.tenant(t.workspaceId, (trx) => trx(name).first())).rejects.toThrow(/permission denied/)
  })

  test('shows no foreign row, whatever the query leaves out', async () => {
    for (const table of tables) {
      const foreign = await t.core.db.tenant(t.workspaceId, (trx) =>
        trx(table.name).whereNot(table.column, t.workspaceId).select(table.column),
      )
      expect(foreign, table.name).toEqual([])
      const own = await t.core.db.tenant(t.workspaceId, (trx) => trx.raw(`SELECT * FROM ${table.name}`))
      expect(own.rows.length, `${table.name} has no row to see`).toBeGreaterThan(0)
      for (const row of own.rows) expect(row[table.column], table.name).toBe(t.workspaceId)
      const bare = await t.core.db.direct(t.workspaceId, (client) => client.query(`SELECT * FROM ${table.name}`))
      expect(bare.rows.length).toBe(own.rows.length)
    }
  })

  test('takes no row into a foreign workspace, moves none there and changes none there', async () => {
    const snapshot = async (name: string, column: string) =>
      (await owner.query(`SELECT * FROM ${name} WHERE ${column} = $1 ORDER BY ctid`, [t.otherWorkspaceId])).rows
    for (const { name, column, columns } of tables) {
      const before = await snapshot(name, column)
      const attempt = (sql: string) =>
        t.core.db
          .direct(t.workspaceId, (client) => client.query(sql))
          .then(
            (result) => result.rowCount ?? 0,
            (error) => code(error),
          )
      const list = columns.filter((c) => c.name !== column && !c.generated).map((c) => `"${c.name}"`)
      const copy = `INSERT INTO ${name} (${[column, ...list].join()}) SELECT ${[`'${t.otherWorkspaceId}'::uuid`, ...list].join()} FROM ${name}`
      const move = `UPDATE ${name} SET ${column} = '${t.otherWorkspaceId}'`
      // 42501: refused by the policy, or by a missing right.
      expect(await attempt(copy), copy).toBe('42501')
      expect(await attempt(move), move).toBe('42501')
      const touch = await attempt(`UPDATE ${name} SET ${column} = ${column} WHERE ${column} = '${t.otherWorkspaceId}'`)
      expect([0, '42501'], name).toContain(touch)
      const remove = await attempt(`DELETE FROM ${name} WHERE ${column} = '${t.otherWorkspaceId}'`)
      expect([0, '42501'], name).toContain(remove)
      expect(await snapshot(name, column), name).toEqual(before)
    }
  })

  test('shows nothing at all before a workspace is named, nor after the transaction that named it', async () => {
    await t.core.db.tenant(t.workspaceId, (trx) => trx.raw('SELECT 1'))
    await using client = await appClient()
    const count = async (name: string) => Number((await client.query(`SELECT count(*) FROM ${name}`)).rows[0].count)
    for (const { name } of tables) expect(await count(name), name).toBe(0)
    await client.query(`BEGIN; SET LOCAL app.workspace = '${t.workspaceId}'`)
    expect(await count('api_keys')).toBeGreaterThan(0)
    await client.query('COMMIT')
    for (const { name } of tables) expect(await count(name), name).toBe(0)
  })
})

describe('the roles of the application', () => {
  test('have neither bypass, nor login, nor the tables', async () => {
    const { rows } = await owner.query(
      "SELECT rolname, rolbypassrls, rolsuper, rolcanlogin, rolcreaterole FROM pg_roles WHERE rolname LIKE 'carillon\\_%' AND rolname IN ('carillon_app', 'carillon_system')",
    )
    expect(rows).toHaveLength(2)
    for (const row of rows)
      expect(row).toMatchObject({ rolbypassrls: false, rolsuper: false, rolcanlogin: false, rolcreaterole: false })
    const owned = await owner.query(
      "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relowner::regrole::text IN ('carillon_app', 'carillon_system')",
    )
    expect(owned.rows).toEqual([])
  })

  test('the one that serves requests reads no table without a workspace but those meant for it', async () => {
    const { rows } = await owner.query(
      `SELECT c.relname AS name FROM pg_class c
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND c.relname <> ALL ($1)
         AND NOT c.relispartition AND has_table_privilege('carillon_app', c.oid, 'SELECT')`,
      [tables.map((table) => table.name)],
    )
    // Codes of providers, counted over all workspaces: no word about anybody.
    expect(rows.map((row) => row.name)).toEqual(['unmapped_codes'])
  })

  test('partitions are reached through their table only', async () => {
    const { rows } = await owner.query(
      `SELECT c.relname AS name FROM pg_class c
       WHERE c.relnamespace = 'public'::regnamespace AND c.relispartition AND c.relkind = 'r'
         AND has_table_privilege('carillon_app', c.oid, 'SELECT')`,
    )
    expect(rows).toEqual([])
  })

  test('a workspace that is not a UUID is no workspace', async () => {
    for (const id of ['', 'x', "' OR 1=1 --", `${t.workspaceId}'; SET ROLE postgres; --`])
      await expect(t.core.db.tenant(id, async () => {})).rejects.toThrow(/not a UUID/)
  })
})
