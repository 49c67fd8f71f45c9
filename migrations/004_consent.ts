import type { Knex } from 'knex'

/**
 * Consent as an append-only log of events; the state that the gate reads is derived from it by a trigger, so that no code can
 * change the one without the other. Suppressions hold hashes only: they outlive the person's erasure.
 */
export async function up(knex: Knex) {
  await knex.raw(`
    CREATE TABLE consent_wordings (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL DEFAULT app_uuid7(),
      purpose text NOT NULL,
      channel text NOT NULL,
      locale text NOT NULL,
      text text NOT NULL CHECK (length(text) BETWEEN 1 AND 10000),
      sha256 bytea NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (workspace_id, id),
      UNIQUE (workspace_id, purpose, channel, locale, sha256)
    );
    SELECT app_protect('consent_wordings', 'SELECT, INSERT');

    CREATE TABLE consent_events (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL DEFAULT app_uuid7(),
      -- Kept after erasure under the anonymous id that replaces the person.
      contact_id uuid NOT NULL,
      address_kind text,
      address_hash bytea,
      channel text NOT NULL,
      purpose text NOT NULL,
      action text NOT NULL CHECK (action IN ('given', 'withdrawn', 'pending', 'expired', 'reconfirmed')),
      basis text NOT NULL DEFAULT 'consent' CHECK (basis IN ('consent', 'existing_customer')),
      at timestamptz NOT NULL DEFAULT now(),
      recorded_at timestamptz NOT NULL DEFAULT now(),
      source text NOT NULL,
      wording_id uuid,
      actor_kind text NOT NULL DEFAULT 'system',
      actor_id text,
      ip inet,
      user_agent text,
      proof jsonb,
      PRIMARY KEY (workspace_id, id),
      CONSTRAINT given_needs_wording CHECK (action NOT IN ('given', 'reconfirmed') OR wording_id IS NOT NULL)
    );
    CREATE INDEX consent_events_contact ON consent_events (workspace_id, contact_id, at);
    SELECT app_protect('consent_events', 'SELECT, INSERT');

    -- State now. Key in the order in which expansion reads it: one channel and purpose, people ascending.
    CREATE TABLE consents (
      workspace_id uuid NOT NULL,
      channel text NOT NULL,
      purpose text NOT NULL,
      contact_id uuid NOT NULL,
      state text NOT NULL CHECK (state IN ('given', 'withdrawn', 'pending', 'expired')),
      basis text NOT NULL,
      at timestamptz NOT NULL,
      event_id uuid NOT NULL,
      PRIMARY KEY (workspace_id, channel, purpose, contact_id)
    );
    CREATE INDEX consents_contact ON consents (workspace_id, contact_id);
    SELECT app_protect('consents', 'SELECT');
    GRANT INSERT, UPDATE ON consents TO carillon_app;

    CREATE FUNCTION consent_apply() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      -- The newest event of each person, channel and purpose wins; of equal times, the later recorded.
      INSERT INTO consents AS c (workspace_id, channel, purpose, contact_id, state, basis, at, event_id)
      SELECT DISTINCT ON (workspace_id, channel, purpose, contact_id) workspace_id, channel, purpose, contact_id,
        CASE action WHEN 'reconfirmed' THEN 'given' ELSE action END, basis, at, id
      FROM added ORDER BY workspace_id, channel, purpose, contact_id, at DESC, id DESC
      ON CONFLICT (workspace_id, channel, purpose, contact_id) DO UPDATE
        SET state = excluded.state, basis = excluded.basis, at = excluded.at, event_id = excluded.event_id
        WHERE (excluded.at, excluded.event_id) > (c.at, c.event_id);
      RETURN NULL;
    END $$;
    CREATE TRIGGER consent_apply AFTER INSERT ON consent_events REFERENCING NEW TABLE AS added
      FOR EACH STATEMENT EXECUTE FUNCTION consent_apply();

    CREATE TABLE suppressions (
      workspace_id uuid NOT NULL,
      kind text NOT NULL,
      address_hash bytea NOT NULL,
      -- '' is every channel of that kind of address.
      channel text NOT NULL DEFAULT '',
      reason text NOT NULL CHECK (reason IN ('legal', 'complaint', 'bounce', 'unsubscribe', 'erasure', 'manual', 'import', 'provider')),
      source text NOT NULL DEFAULT '',
      -- false: also stops transactional messages (dead addresses, erasure, legal).
      marketing_only boolean NOT NULL DEFAULT false,
      created_by text,
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (workspace_id, kind, address_hash, channel)
    );
    CREATE INDEX suppressions_created ON suppressions (workspace_id, created_at DESC, address_hash);
    SELECT app_protect('suppressions');

    -- Erasures done, so that a restored backup can be erased again.
    CREATE TABLE erasures (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL DEFAULT app_uuid7(),
      contact_id uuid NOT NULL,
      anonymous_id uuid NOT NULL,
      requested_by text,
      at timestamptz NOT NULL DEFAULT now(),
      report jsonb NOT NULL DEFAULT '{}',
      PRIMARY KEY (workspace_id, id)
    );
    SELECT app_protect('erasures', 'SELECT, INSERT');
  `)
}

export async function down(knex: Knex) {
  await knex.raw(
    'DROP TABLE erasures, suppressions, consents, consent_events, consent_wordings; DROP FUNCTION consent_apply()',
  )
}
