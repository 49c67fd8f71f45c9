import type { Knex } from 'knex'

/** Tenants, people who sign in, what they may do, and what they did. `users` and `sessions` belong to no workspace: only the system role reads them. */
export async function up(knex: Knex) {
  await knex.raw(`
    CREATE TABLE workspaces (
      id uuid PRIMARY KEY DEFAULT app_uuid7(),
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
      slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
      locale text NOT NULL DEFAULT 'en',
      time_zone text NOT NULL DEFAULT 'UTC',
      country text CHECK (country ~ '^[A-Z]{2}$'),
      settings jsonb NOT NULL DEFAULT '{}',
      legal_hold boolean NOT NULL DEFAULT false,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now()
    );
    ALTER TABLE workspaces ENABLE ROW LEVEL SECURITY;
    ALTER TABLE workspaces FORCE ROW LEVEL SECURITY;
    CREATE POLICY one_workspace ON workspaces TO carillon_app USING (id = (SELECT app_workspace())) WITH CHECK (id = (SELECT app_workspace()));
    CREATE POLICY all_workspaces ON workspaces TO carillon_system USING (true) WITH CHECK (true);
    GRANT SELECT, UPDATE ON workspaces TO carillon_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON workspaces TO carillon_system;

    CREATE TABLE users (
      id uuid PRIMARY KEY DEFAULT app_uuid7(),
      email text NOT NULL UNIQUE CHECK (email = lower(email)),
      name text NOT NULL DEFAULT '',
      password_hash text,
      locale text NOT NULL DEFAULT 'en',
      failed_logins int NOT NULL DEFAULT 0,
      locked_until timestamptz,
      disabled_at timestamptz,
      last_login_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now()
    );
    GRANT SELECT, INSERT, UPDATE, DELETE ON users TO carillon_system;

    CREATE TABLE memberships (
      workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      role text NOT NULL CHECK (role IN ('owner', 'admin', 'contributor', 'reader', 'agent', 'compliance')),
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (workspace_id, user_id)
    );
    CREATE INDEX memberships_user ON memberships (user_id);
    SELECT app_protect('memberships');

    -- A session is a family of rotating refresh tokens: only the newest hash is good, the one before it is good for some seconds
    -- (two tabs refreshing at once), any older one ends the family (reuse detection).
    CREATE TABLE sessions (
      id uuid PRIMARY KEY DEFAULT app_uuid7(),
      user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      refresh_hash bytea NOT NULL,
      previous_hash bytea,
      rotated_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL,
      ended_at timestamptz,
      ended_reason text,
      ip inet,
      user_agent text,
      created_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX sessions_user ON sessions (user_id);
    GRANT SELECT, INSERT, UPDATE, DELETE ON sessions TO carillon_system;

    CREATE TABLE api_keys (
      id uuid PRIMARY KEY DEFAULT app_uuid7(),
      workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      name text NOT NULL,
      prefix text NOT NULL UNIQUE,
      secret_hash bytea NOT NULL,
      scopes text[] NOT NULL,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz,
      created_by uuid,
      created_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX api_keys_workspace ON api_keys (workspace_id, id);
    SELECT app_protect('api_keys');

    -- Append-only and chained: hash covers the row and the hash before it in the same workspace.
    CREATE TABLE audit_log (
      id uuid NOT NULL DEFAULT app_uuid7(),
      workspace_id uuid NOT NULL,
      sequence bigint NOT NULL,
      at timestamptz NOT NULL DEFAULT now(),
      actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'api_key', 'system', 'contact')),
      actor_id text,
      actor_name text,
      action text NOT NULL,
      object_type text NOT NULL,
      object_id text,
      before jsonb,
      after jsonb,
      ip inet,
      previous_hash bytea NOT NULL,
      hash bytea NOT NULL,
      PRIMARY KEY (workspace_id, sequence)
    );
    SELECT app_protect('audit_log', 'SELECT, INSERT');
    REVOKE UPDATE, DELETE ON audit_log FROM carillon_system;

    -- First answer of a request that carried Idempotency-Key (24 h).
    CREATE TABLE idempotency_keys (
      workspace_id uuid NOT NULL,
      key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
      request_hash bytea NOT NULL,
      status int,
      response jsonb,
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (workspace_id, key)
    );
    SELECT app_protect('idempotency_keys');

    CREATE TABLE files (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL DEFAULT app_uuid7(),
      name text NOT NULL,
      type text NOT NULL,
      size bigint NOT NULL,
      sha256 bytea NOT NULL,
      path text NOT NULL,
      purpose text NOT NULL,
      created_by text,
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (workspace_id, id)
    );
    SELECT app_protect('files');
  `)
}

export async function down(knex: Knex) {
  await knex.raw('DROP TABLE files, idempotency_keys, audit_log, api_keys, sessions, memberships, users, workspaces')
}
