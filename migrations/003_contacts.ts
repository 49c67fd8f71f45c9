import type { Knex } from 'knex'

/** People, their addresses and attributes, lists, segments, imports. A contact is a person; an address belongs to one contact. */
export async function up(knex: Knex) {
  await knex.raw(`
    CREATE TABLE contacts (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL DEFAULT app_uuid7(),
      external_id text CHECK (length(external_id) <= 255),
      first_name text CHECK (length(first_name) <= 200),
      last_name text CHECK (length(last_name) <= 200),
      locale text,
      time_zone text,
      country text CHECK (country ~ '^[A-Z]{2}$'),
      attributes jsonb NOT NULL DEFAULT '{}',
      -- Sensitive attributes, each value sealed (AES-256-GCM, key id inside).
      sealed jsonb NOT NULL DEFAULT '{}',
      -- GDPR art. 18: kept, not written to.
      held boolean NOT NULL DEFAULT false,
      -- GDPR art. 21: no marketing on any channel.
      objected_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (workspace_id, id)
    );
    CREATE UNIQUE INDEX contacts_external_id ON contacts (workspace_id, external_id) WHERE external_id IS NOT NULL;
    CREATE INDEX contacts_attributes ON contacts USING gin (attributes jsonb_path_ops);
    SELECT app_protect('contacts');

    CREATE TABLE addresses (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL DEFAULT app_uuid7(),
      contact_id uuid NOT NULL,
      kind text NOT NULL,
      value text NOT NULL,
      -- HMAC-SHA-256 of kind and canonical value under the installation's index key: what suppressions are compared with.
      value_hash bytea NOT NULL,
      state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'bouncing', 'dead', 'ended')),
      is_primary boolean NOT NULL DEFAULT true,
      verified_at timestamptz,
      soft_failures smallint NOT NULL DEFAULT 0,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (workspace_id, id),
      UNIQUE (workspace_id, kind, value),
      FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts ON DELETE CASCADE
    );
    -- Expansion and dispatch read this one in contact order; it also says that a person has one main address per kind.
    CREATE UNIQUE INDEX addresses_primary ON addresses (workspace_id, kind, contact_id) WHERE is_primary;
    CREATE INDEX addresses_contact ON addresses (workspace_id, contact_id);
    CREATE INDEX addresses_hash ON addresses (workspace_id, value_hash);
    SELECT app_protect('addresses');

    CREATE TABLE attribute_definitions (
      workspace_id uuid NOT NULL,
      name text NOT NULL CHECK (name ~ '^[a-z][a-zA-Z0-9_]{0,62}$'),
      type text NOT NULL CHECK (type IN ('text', 'number', 'boolean', 'date', 'datetime', 'choice', 'list')),
      label jsonb NOT NULL DEFAULT '{}',
      choices text[],
      sensitive boolean NOT NULL DEFAULT false,
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (workspace_id, name)
    );
    SELECT app_protect('attribute_definitions');

    CREATE TABLE lists (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL DEFAULT app_uuid7(),
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
      description text NOT NULL DEFAULT '',
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (workspace_id, id)
    );
    CREATE UNIQUE INDEX lists_name ON lists (workspace_id, lower(name));
    SELECT app_protect('lists');

    CREATE TABLE list_members (
      workspace_id uuid NOT NULL,
      list_id uuid NOT NULL,
      contact_id uuid NOT NULL,
      added_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (workspace_id, list_id, contact_id),
      FOREIGN KEY (workspace_id, list_id) REFERENCES lists ON DELETE CASCADE,
      FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts ON DELETE CASCADE
    );
    CREATE INDEX list_members_contact ON list_members (workspace_id, contact_id);
    SELECT app_protect('list_members');

    CREATE TABLE segments (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL DEFAULT app_uuid7(),
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
      description text NOT NULL DEFAULT '',
      rules jsonb NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (workspace_id, id)
    );
    CREATE UNIQUE INDEX segments_name ON segments (workspace_id, lower(name));
    SELECT app_protect('segments');

    CREATE TABLE imports (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL DEFAULT app_uuid7(),
      file_id uuid NOT NULL,
      file_name text NOT NULL,
      state text NOT NULL DEFAULT 'uploaded' CHECK (state IN ('uploaded', 'running', 'completed', 'cancelled', 'failed')),
      -- Encoding, delimiter, header and column mapping; duplicates policy; consent; lists. Shapes: core/contacts/imports/schema.ts.
      detected jsonb NOT NULL DEFAULT '{}',
      options jsonb NOT NULL DEFAULT '{}',
      -- Where a killed import goes on: rows done and byte offset of the next one.
      rows_done bigint NOT NULL DEFAULT 0,
      byte_offset bigint NOT NULL DEFAULT 0,
      totals jsonb NOT NULL DEFAULT '{}',
      problem jsonb,
      lease_token uuid,
      lease_until timestamptz,
      created_by text,
      created_at timestamptz NOT NULL DEFAULT now(),
      started_at timestamptz,
      finished_at timestamptz,
      PRIMARY KEY (workspace_id, id)
    );
    SELECT app_protect('imports');

    CREATE TABLE import_rejects (
      workspace_id uuid NOT NULL,
      import_id uuid NOT NULL,
      line bigint NOT NULL,
      part smallint NOT NULL DEFAULT 0,
      column_name text,
      code text NOT NULL,
      reason text NOT NULL,
      raw text NOT NULL,
      PRIMARY KEY (workspace_id, import_id, line, part),
      FOREIGN KEY (workspace_id, import_id) REFERENCES imports ON DELETE CASCADE
    );
    SELECT app_protect('import_rejects');
  `)
}

export async function down(knex: Knex) {
  await knex.raw(
    'DROP TABLE import_rejects, imports, segments, list_members, lists, attribute_definitions, addresses, contacts',
  )
}
