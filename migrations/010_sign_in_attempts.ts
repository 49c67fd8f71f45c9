import type { Knex } from 'knex'

/**
 * Failed sign-ins, counted for addresses that exist and for those that do not alike, so that being locked tells nothing.
 * The key is a keyed hash of what is counted: no address and no IP stands here.
 */
export async function up(knex: Knex) {
  await knex.raw(`
    CREATE TABLE sign_in_attempts (
      key bytea PRIMARY KEY,
      failures int NOT NULL,
      locked_until timestamptz,
      last_at timestamptz NOT NULL DEFAULT clock_timestamp()
    );
    CREATE INDEX sign_in_attempts_last ON sign_in_attempts (last_at);
    GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_attempts TO carillon_system;
    ALTER TABLE users DROP COLUMN failed_logins, DROP COLUMN locked_until;
  `)
}

export async function down(knex: Knex) {
  await knex.raw(`
    ALTER TABLE users ADD COLUMN failed_logins int NOT NULL DEFAULT 0, ADD COLUMN locked_until timestamptz;
    DROP TABLE sign_in_attempts;
  `)
}
