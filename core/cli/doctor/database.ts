import pg from 'pg'
import type { Config } from '../../../config/env.ts'
import { lookAtEmbeddedPostgres } from '../../infra/embedded-postgres.ts'
import { migrationStatus } from '../../infra/migrate.ts'
import { type Finding, finding } from './finding.ts'

const OLDEST = 15

export async function checkDatabase(config: Config): Promise<Finding[]> {
  const url = config.databaseUrl ?? (await lookAtEmbeddedPostgres(config.dataDir).catch(() => null))?.url
  // An embedded database that does not run is `checkEmbedded`'s to tell.
  if (!url) return []
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
  } catch (error) {
    await client.end().catch(() => {})
    const reason = (error as Error).message || (error as { code?: string }).code
    const advice =
      'Is the server running, reachable from here, and are user, password and database in DATABASE_URL right?'
    return [finding('fail', 'database', `${place(url)} does not let us in: ${reason}`, advice)]
  }
  try {
    return [await version(client, url), await rights(client), await clock(client, config), await schema(url)]
  } finally {
    await client.end()
  }
}

/** Host, port and database, without user and password. */
function place(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}

async function version(client: pg.Client, url: string): Promise<Finding> {
  const { rows } = await client.query("SELECT current_setting('server_version_num')::int / 10000 AS major")
  const { major } = rows[0]
  const advice = `Use PostgreSQL ${OLDEST} or newer.`
  return finding(major >= OLDEST ? 'ok' : 'fail', 'database', `PostgreSQL ${major} at ${place(url)} answers.`, advice)
}

/** Migrations make tables, and once the roles without bypass that the application wears. */
async function rights(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query(`
    SELECT current_user AS name, rolsuper OR rolcreaterole AS roles,
           has_database_privilege(current_database(), 'CREATE') AS create,
           (SELECT count(*)::int FROM pg_roles r WHERE r.rolname IN ('carillon_app', 'carillon_system')
              AND pg_has_role(current_user, r.oid, 'MEMBER')) = 2 AS member
    FROM pg_roles WHERE rolname = current_user`)
  const { name, roles, create, member } = rows[0]
  if (!create) {
    return finding(
      'fail',
      'role',
      `${name} may not create tables in this database.`,
      `GRANT CREATE ON DATABASE … TO ${name}`,
    )
  }
  const message = member ? `${name} may wear carillon_app and carillon_system.` : `${name} may create tables.`
  if (member || roles) return finding('ok', 'role', message)
  return finding(
    'fail',
    'role',
    `${name} may neither wear nor create the application's roles.`,
    `ALTER ROLE ${name} CREATEROLE, or create carillon_app and carillon_system and GRANT them to ${name}.`,
  )
}

/** Leases use the database's clock only; schedules and tokens compare it with ours. */
async function clock(client: pg.Client, { leaseSeconds }: Config): Promise<Finding> {
  const before = Date.now()
  const { rows } = await client.query('SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now')
  const difference = Math.abs(Number(rows[0].now) - (before + Date.now()) / 2)
  const is = difference > leaseSeconds * 500 ? 'fail' : difference > 2_000 ? 'warn' : 'ok'
  const message = `Clocks of database and this machine differ by ${(difference / 1000).toFixed(1)} s.`
  return finding(is, 'clock', message, 'Let both machines take their time from NTP.')
}

async function schema(url: string): Promise<Finding> {
  const { done, pending } = await migrationStatus({ url })
  if (pending.length === 0) return finding('ok', 'schema', `${done.length} migrations applied, none missing.`)
  const message = `${pending.length} migrations are missing (first: ${pending[0]}).`
  return finding('warn', 'schema', message, 'Run `carillon migrate`; `carillon start` does it by itself.')
}
