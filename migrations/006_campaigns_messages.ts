import type { Knex } from 'knex'

/**
 * Campaigns, their runs, and the ledger. A run is what was launched: it never changes, except for where it stands.
 * `messages` has its primary key and nothing else that is hot (measured: a second unique key and a claim index make
 * expansion 1.6 times slower); what is leased is a `chunk` of about 1,000 recipients.
 */
export async function up(knex: Knex) {
  await knex.raw(`
    CREATE TABLE campaigns (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL DEFAULT app_uuid7(),
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
      state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'scheduled', 'running', 'paused', 'completed', 'cancelled')),
      -- Audience, steps, strategy, schedule, limits, purpose, basis: core/campaigns/schema.ts
      plan jsonb NOT NULL DEFAULT '{}',
      version int NOT NULL DEFAULT 1,
      run_id uuid,
      pause_reason text,
      due_at timestamptz,
      launched_at timestamptz,
      finished_at timestamptz,
      created_by text,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (workspace_id, id)
    );
    CREATE INDEX campaigns_due ON campaigns (due_at) WHERE state = 'scheduled';
    SELECT app_protect('campaigns');

    CREATE TABLE runs (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL DEFAULT app_uuid7(),
      campaign_id uuid,
      kind text NOT NULL CHECK (kind IN ('campaign', 'transactional', 'test')),
      state text NOT NULL CHECK (state IN ('expanding', 'running', 'paused', 'completed', 'cancelled')),
      purpose text NOT NULL,
      basis text NOT NULL,
      -- Audience and limits as they were at launch.
      snapshot jsonb NOT NULL DEFAULT '{}',
      -- Last contact id that was expanded; null before the first page.
      cursor uuid,
      chunks int NOT NULL DEFAULT 0,
      expanded_at timestamptz,
      expires_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      started_at timestamptz,
      finished_at timestamptz,
      PRIMARY KEY (workspace_id, id)
    );
    CREATE INDEX runs_open ON runs (state) WHERE state IN ('expanding', 'running', 'paused');
    CREATE INDEX runs_campaign ON runs (workspace_id, campaign_id, id);
    SELECT app_protect('runs');

    CREATE TABLE run_steps (
      workspace_id uuid NOT NULL,
      run_id uuid NOT NULL,
      step smallint NOT NULL,
      channel text NOT NULL,
      account_id uuid NOT NULL,
      policy text NOT NULL,
      template_id uuid,
      template_version int,
      -- { defaultLocale, locales: { en: { content, links } } }: frozen
      content jsonb NOT NULL,
      PRIMARY KEY (workspace_id, run_id, step),
      FOREIGN KEY (workspace_id, run_id) REFERENCES runs ON DELETE CASCADE
    );
    SELECT app_protect('run_steps');

    -- When the people of one time zone are due. Wave 0 is 'all at once'.
    CREATE TABLE run_waves (
      workspace_id uuid NOT NULL,
      run_id uuid NOT NULL,
      wave smallint NOT NULL,
      time_zone text NOT NULL,
      due_at timestamptz NOT NULL,
      PRIMARY KEY (workspace_id, run_id, wave),
      UNIQUE (workspace_id, run_id, time_zone),
      FOREIGN KEY (workspace_id, run_id) REFERENCES runs ON DELETE CASCADE
    );
    SELECT app_protect('run_waves');

    -- States: core/messages/states.ts. 60 bytes of columns; fillfactor leaves room for two in-page (HOT) updates of each row.
    CREATE TABLE messages (
      workspace_id uuid NOT NULL,
      run_id uuid NOT NULL,
      contact_id uuid NOT NULL,
      step smallint NOT NULL,
      state smallint NOT NULL,
      wave smallint NOT NULL DEFAULT 0,
      attempt smallint NOT NULL DEFAULT 0,
      reason text,
      not_before timestamptz,
      address_id uuid,
      at timestamptz NOT NULL DEFAULT now(),
      provider_id text,
      opened_at timestamptz,
      clicked_at timestamptz,
      -- Values of this one message (transactional API).
      data jsonb,
      PRIMARY KEY (workspace_id, run_id, contact_id, step)
    ) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.2, autovacuum_analyze_scale_factor = 0.2);
    -- Transactional runs are many and small: a person's own are found by this index (wave -1), those of campaigns by their run.
    CREATE INDEX messages_transactional ON messages (workspace_id, contact_id, run_id) WHERE wave = -1;
    SELECT app_protect('messages');

    CREATE TABLE chunks (
      workspace_id uuid NOT NULL,
      run_id uuid NOT NULL,
      step smallint NOT NULL,
      number int NOT NULL,
      wave smallint NOT NULL DEFAULT 0,
      from_contact uuid NOT NULL,
      to_contact uuid NOT NULL,
      size int NOT NULL,
      -- open: waits until due_at · leased · done
      state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'leased', 'done')),
      due_at timestamptz NOT NULL,
      account_id uuid NOT NULL,
      lease_owner text,
      lease_token uuid,
      lease_until timestamptz,
      PRIMARY KEY (workspace_id, run_id, step, number),
      FOREIGN KEY (workspace_id, run_id) REFERENCES runs ON DELETE CASCADE
    ) WITH (fillfactor = 70);
    CREATE INDEX chunks_due ON chunks (due_at) WHERE state = 'open';
    CREATE INDEX chunks_leased ON chunks (lease_until) WHERE state = 'leased';
    SELECT app_protect('chunks');

    -- How many messages of a run stand in each state; kept in the transaction that moves them. slot spreads the writers.
    CREATE TABLE run_counts (
      workspace_id uuid NOT NULL,
      run_id uuid NOT NULL,
      step smallint NOT NULL,
      state smallint NOT NULL,
      reason text NOT NULL DEFAULT '',
      slot smallint NOT NULL,
      count bigint NOT NULL,
      PRIMARY KEY (workspace_id, run_id, step, state, reason, slot)
    ) WITH (fillfactor = 50);
    SELECT app_protect('run_counts');
  `)
}

export async function down(knex: Knex) {
  await knex.raw('DROP TABLE run_counts, chunks, messages, run_waves, run_steps, runs, campaigns')
}
