import type { Knex } from 'knex'

/** Accounts that point at a stand-in on loopback: their connection settings follow it when its port changes. */
export async function up(knex: Knex) {
  await knex.raw('ALTER TABLE accounts ADD COLUMN sandbox boolean NOT NULL DEFAULT false')
}

export async function down(knex: Knex) {
  await knex.raw('ALTER TABLE accounts DROP COLUMN sandbox')
}
