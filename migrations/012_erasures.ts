import type { Knex } from 'knex'

/**
 * An erasure is done in two parts: what is known of the person goes at once; what was on the wire at that moment, and events that
 * are still being written or shipped, follow. `finished_at` says that nothing is left to follow.
 */
export async function up(knex: Knex) {
  await knex.raw(`
    ALTER TABLE erasures ADD COLUMN finished_at timestamptz;
    -- One per person: erasing again is the same erasure.
    CREATE UNIQUE INDEX erasures_contact ON erasures (workspace_id, contact_id);
    CREATE INDEX erasures_unfinished ON erasures (at) WHERE finished_at IS NULL;
  `)
}

export async function down(knex: Knex) {
  await knex.raw(`
    DROP INDEX erasures_unfinished, erasures_contact;
    ALTER TABLE erasures DROP COLUMN finished_at;
  `)
}
