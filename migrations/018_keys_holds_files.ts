import type { Knex } from 'knex'

/** What the rotation of the master key, legal holds and the erasure of stored files need. */
export async function up(knex: Knex) {
  await knex.raw(`
    -- The key of address hashes and signatures, sealed: it outlives the master key that it came from. Belongs to no workspace.
    CREATE TABLE root_key (
      single boolean PRIMARY KEY DEFAULT true CHECK (single),
      sealed text NOT NULL,
      updated_at timestamptz NOT NULL DEFAULT now()
    );
    GRANT SELECT, INSERT, UPDATE ON root_key TO carillon_system;

    -- Set: the bytes are gone, because somebody who stood in them was erased. The row stays as the record of the import.
    ALTER TABLE files ADD COLUMN bytes_gone_at timestamptz;

    -- Addresses for which stored files are still to be searched, sealed; null when all are done.
    ALTER TABLE erasures ADD COLUMN searching text;
    -- 'legal_hold': asked for and not begun.
    ALTER TABLE erasures ADD COLUMN waits_for text CHECK (waits_for IN ('legal_hold'));
  `)
}

export async function down(knex: Knex) {
  await knex.raw(`
    ALTER TABLE erasures DROP COLUMN waits_for, DROP COLUMN searching;
    ALTER TABLE files DROP COLUMN bytes_gone_at;
    DROP TABLE root_key;
  `)
}
