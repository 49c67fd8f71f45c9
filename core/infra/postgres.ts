import knexFactory, { type Knex } from 'knex'
import pg from 'pg'

/** bigint columns are counts here, never beyond 2^53: numbers, not strings. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const PROBE_ONLY = 'SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off'
const PROBE_AND_HASH =
  'SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off; SET LOCAL enable_mergejoin = off'

/** knex prints a stack for each connection that fails; whoever asked for it is told by the rejection, and says it once. */
export const SILENT = { warn() {}, error() {}, deprecate() {}, debug() {} }

/** A transaction of ordinary queries; Objection models take it as `Model.query(trx)`. */
export type Trx = Knex.Transaction

/**
 * The one way to PostgreSQL. Every connection wears a role without bypass; row-level security shows nothing until the
 * transaction has named its workspace, so that a forgotten WHERE finds no foreign row.
 */
export interface Database {
  readonly url: string
  /** A transaction in one workspace, as role `carillon_app`. */
  tenant<T>(workspaceId: string, work: (trx: Trx) => Promise<T>): Promise<T>
  /** A transaction over all workspaces, as role `carillon_system`: sign-in, scheduler, sweeps. Never from a request's input alone. */
  system<T>(work: (trx: Trx) => Promise<T>): Promise<T>
  /** As `tenant`, on a bare client: for the few statements where speed is the point (dispatch, expansion, import). */
  direct<T>(workspaceId: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T>
  /**
   * As `direct`, for statements over many people: no nested loops. On tables that were just filled and never analysed the planner
   * takes a join for one row; explaining an audience of 100,000 that had just been imported then took longer than 8 minutes.
   */
  setwise<T>(workspaceId: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T>
  /**
   * As `direct`, for statements that touch some hundred rows by key: the planner may only probe indexes,
   * whatever the statistics of a table that was just filled may say. `hashed`: joins of what was probed are hash joins, never
   * nested loops (claiming a group of 100: 1 ms instead of 3).
   */
  probing<T>(
    workspaceId: string,
    work: (client: pg.PoolClient) => Promise<T>,
    options?: { hashed?: boolean },
  ): Promise<T>
  /** As `system`, on a bare client. */
  directSystem<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>
  /** A connection of its own for LISTEN; the caller ends it. */
  listener(): Promise<pg.Client>
  close(): Promise<void>
}

export interface DatabaseOptions {
  readonly url: string
  /** Connections per pool; there are four pools (ordinary and direct, app and system). */
  readonly max?: number
  readonly applicationName?: string
}

/** Opens the pools. Connects lazily; a database that is away makes the query fail, not the start. */
export function openDatabase({ url, max = 10, applicationName = 'carillon' }: DatabaseOptions): Database {
  const settings = (role: string) => ({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    // random_page_cost: at the default of 4 the planner hash-joins whole tables for 1,000 rows (measured 50 ms a batch).
    options: `-c role=${role} -c random_page_cost=1.1 -c jit=off -c idle_in_transaction_session_timeout=60000`,
  })
  const ordinary = (role: string) =>
    knexFactory({
      client: 'pg',
      connection: settings(role),
      pool: { min: 0, max },
      acquireConnectionTimeout: 15_000,
      log: SILENT,
    })
  const bare = (role: string) => {
    const pool = new pg.Pool({ ...settings(role), max, idleTimeoutMillis: 30_000 })
    // An idle client that loses its server must not end the process; the next query reports it.
    pool.on('error', () => {})
    return pool
  }
  const begin = (workspaceId: string) => `BEGIN; SET LOCAL app.workspace = '${checkedId(workspaceId)}'`
  const app = ordinary('carillon_app')
  const system = ordinary('carillon_system')
  const appPool = bare('carillon_app')
  const systemPool = bare('carillon_system')
  return {
    url,
    tenant: (workspaceId, work) =>
      app.transaction(async (trx) => {
        await trx.raw("SELECT set_config('app.workspace', ?, true)", [checkedId(workspaceId)])
        return work(trx)
      }),
    system: (work) => system.transaction(work),
    direct: (workspaceId, work) => inTransaction(appPool, begin(workspaceId), work),
    setwise: (workspaceId, work) =>
      inTransaction(appPool, `${begin(workspaceId)}; SET LOCAL enable_nestloop = off`, work),
    probing: (workspaceId, work, options) =>
      inTransaction(appPool, `${begin(workspaceId)}; ${options?.hashed ? PROBE_AND_HASH : PROBE_ONLY}`, work),
    directSystem: (work) => inTransaction(systemPool, 'BEGIN', work),
    async listener() {
      const client = new pg.Client(settings('carillon_system'))
      client.on('error', () => {})
      await client.connect()
      return client
    },
    async close() {
      await Promise.all([app.destroy(), system.destroy(), appPool.end(), systemPool.end()])
    },
  }
}

function checkedId(workspaceId: string): string {
  if (!UUID.test(workspaceId)) throw new TypeError(`workspace id is not a UUID: ${String(workspaceId).slice(0, 40)}`)
  return workspaceId
}

async function inTransaction<T>(pool: pg.Pool, begin: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  // A server that goes away mid-query also emits 'error' on the client; the query's own rejection is what counts.
  const ignore = () => {}
  client.on('error', ignore)
  let broken: Error | undefined
  try {
    await client.query(begin)
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: Error) => {
      broken = rollbackError
    })
    throw error
  } finally {
    client.off('error', ignore)
    client.release(broken)
  }
}
