import type { Knex } from 'knex'

/**
 * What it takes to take an import back exactly: each person it made names it, and each of its transactions leaves its time, which is
 * the time that everything written in it carries. 16 bytes per new person and one time per 5,000 rows; no index, since the
 * ids of what an import made lie in a row (UUIDv7).
 */
export async function up(knex: Knex) {
  await knex.raw(`
    ALTER TABLE contacts ADD COLUMN import_id uuid;

    -- Null for imports that started before these times were kept: those cannot be undone.
    ALTER TABLE imports ADD COLUMN batch_times timestamptz[];
    ALTER TABLE imports ALTER COLUMN batch_times SET DEFAULT '{}';
    -- Who asked, how far it is, what was taken back so far. Shape: core/contacts/imports/undo/progress.ts.
    ALTER TABLE imports ADD COLUMN undo jsonb;
    ALTER TABLE imports DROP CONSTRAINT imports_state_check;
    ALTER TABLE imports ADD CONSTRAINT imports_state_check
      CHECK (state IN ('uploaded', 'running', 'completed', 'cancelled', 'failed', 'undoing', 'undone'));
  `)
}

export async function down(knex: Knex) {
  await knex.raw(`
    ALTER TABLE imports DROP CONSTRAINT imports_state_check;
    ALTER TABLE imports ADD CONSTRAINT imports_state_check
      CHECK (state IN ('uploaded', 'running', 'completed', 'cancelled', 'failed'));
    ALTER TABLE imports DROP COLUMN undo, DROP COLUMN batch_times;
    ALTER TABLE contacts DROP COLUMN import_id;
  `)
}
