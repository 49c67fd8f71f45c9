import type pg from 'pg'
import type { Trx } from './postgres.ts'

/** The client behind a transaction of ordinary queries, for verbs that speak SQL to a bare one: both are then the same transaction. */
export async function bareClient(trx: Trx): Promise<pg.PoolClient> {
  // Inside a transaction knex has one connection, and gives that one; it goes back with the transaction's end.
  return (trx as unknown as { client: { acquireConnection(): Promise<pg.PoolClient> } }).client.acquireConnection()
}
