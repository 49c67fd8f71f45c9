import type { Knex } from 'knex'

/** Where a run stood when a person let it go on: only what goes wrong after that can pause it by itself again. */
export async function up(knex: Knex) {
  await knex.raw('ALTER TABLE runs ADD COLUMN alarm_base jsonb')
}

export async function down(knex: Knex) {
  await knex.raw('ALTER TABLE runs DROP COLUMN alarm_base')
}
