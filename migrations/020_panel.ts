import type { Knex } from 'knex'

/** What the panel's pages read and keep. Every index is partial: it costs nothing where nothing unusual happens. */
export async function up(knex: Knex) {
  await knex.raw(`
    -- People whose address is in trouble: a few among a million.
    CREATE INDEX addresses_not_active ON addresses (workspace_id, contact_id) WHERE state <> 'active';
    -- The workspace's log of consent is read newest first; what is not an import's 'given' is rare in it.
    CREATE INDEX consent_events_not_given ON consent_events (workspace_id, id) WHERE action <> 'given';

    -- How many people a segment had when it was last counted: { count, is, at }. Null: never, or its rules changed since.
    ALTER TABLE segments ADD COLUMN people jsonb;

    -- Domains that mail is sent from. The private DKIM key is sealed; 'records' is what the last check found.
    CREATE TABLE sending_domains (
      workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      id uuid NOT NULL DEFAULT app_uuid7(),
      domain text NOT NULL CHECK (domain = lower(domain) AND length(domain) BETWEEN 3 AND 253),
      dkim_selector text NOT NULL,
      dkim_public text NOT NULL,
      dkim_private text NOT NULL,
      spf_include text,
      return_path text,
      records jsonb,
      checked_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (workspace_id, id),
      UNIQUE (workspace_id, domain)
    );
    SELECT app_protect('sending_domains');
  `)
}

export async function down(knex: Knex) {
  await knex.raw(`
    DROP TABLE sending_domains;
    ALTER TABLE segments DROP COLUMN people;
    DROP INDEX consent_events_not_given, addresses_not_active;
  `)
}
