import type { Knex } from 'knex'

/** Content per channel and language in versions; a provider's credentials in one workspace, with its pace and breakers. */
export async function up(knex: Knex) {
  await knex.raw(`
    CREATE TABLE templates (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL DEFAULT app_uuid7(),
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
      channel text NOT NULL,
      default_locale text NOT NULL,
      published_version int,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (workspace_id, id)
    );
    SELECT app_protect('templates');

    -- A draft is the one version without published_at; a published version never changes.
    CREATE TABLE template_versions (
      workspace_id uuid NOT NULL,
      template_id uuid NOT NULL,
      number int NOT NULL,
      -- locale -> content as written
      contents jsonb NOT NULL DEFAULT '{}',
      -- locale -> { content, links } as frozen by the channel's prepare, and the hash of it all
      prepared jsonb,
      sha256 bytea,
      created_by text,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      published_at timestamptz,
      PRIMARY KEY (workspace_id, template_id, number),
      FOREIGN KEY (workspace_id, template_id) REFERENCES templates ON DELETE CASCADE
    );
    CREATE UNIQUE INDEX template_versions_draft ON template_versions (workspace_id, template_id) WHERE published_at IS NULL;
    SELECT app_protect('template_versions');

    CREATE TABLE accounts (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL DEFAULT app_uuid7(),
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
      channel text NOT NULL,
      provider text NOT NULL,
      settings jsonb NOT NULL DEFAULT '{}',
      -- Fields of the settings with format 'password', sealed together.
      secrets text,
      policy text CHECK (policy IN ('at_least_once', 'at_most_once')),
      state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused')),
      health jsonb,
      version int NOT NULL DEFAULT 1,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (workspace_id, id)
    );
    SELECT app_protect('accounts');

    -- Token bucket per account and unit, shared by all workers; refilled from the database's clock when asked.
    CREATE TABLE account_buckets (
      workspace_id uuid NOT NULL,
      account_id uuid NOT NULL,
      unit text NOT NULL,
      tokens double precision NOT NULL,
      refilled_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      PRIMARY KEY (workspace_id, account_id, unit)
    );
    SELECT app_protect('account_buckets');

    -- Breakers: destination '' is the whole sender.
    CREATE TABLE account_breakers (
      workspace_id uuid NOT NULL,
      account_id uuid NOT NULL,
      destination text NOT NULL DEFAULT '',
      open_until timestamptz,
      trips smallint NOT NULL DEFAULT 0,
      code text,
      reason text,
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (workspace_id, account_id, destination)
    );
    SELECT app_protect('account_breakers');
  `)
}

export async function down(knex: Knex) {
  await knex.raw('DROP TABLE account_breakers, account_buckets, accounts, template_versions, templates')
}
