import type { Knex } from 'knex'

/**
 * Two roles without login or bypass that every connection takes on: `carillon_app` sees one workspace, the one set by
 * `app.workspace` in its transaction; `carillon_system` sees all and is used by the scheduler, sweeps and sign-in.
 * Roles belong to the cluster, so they may exist already (another database, a test).
 */
export async function up(knex: Knex) {
  await knex.raw(`
    DO $$ BEGIN CREATE ROLE carillon_app NOLOGIN NOBYPASSRLS; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
    DO $$ BEGIN CREATE ROLE carillon_system NOLOGIN NOBYPASSRLS; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
    DO $$ BEGIN
      IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT carillon_app, carillon_system TO %I', current_user);
      END IF;
    END $$;
    GRANT USAGE ON SCHEMA public TO carillon_app, carillon_system;

    CREATE FUNCTION app_workspace() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
      AS $$ SELECT nullif(current_setting('app.workspace', true), '')::uuid $$;

    -- UUIDv7 (RFC 9562 §5.7) on every PostgreSQL from 15 on; 18's own function is used when it is there.
    DO $do$ BEGIN
      IF current_setting('server_version_num')::int >= 180000 THEN
        EXECUTE 'CREATE FUNCTION app_uuid7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $f$ SELECT uuidv7() $f$';
      ELSE
        EXECUTE $f$ CREATE FUNCTION app_uuid7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $body$
          SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
            substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
        $body$ $f$;
      END IF;
    END $do$;

    -- Gives a tenant table its forced row-level security, both policies and the rights of the two roles.
    -- (SELECT app_workspace()) is evaluated once per statement, not once per row.
    CREATE FUNCTION app_protect(target regclass, app_rights text DEFAULT 'SELECT, INSERT, UPDATE, DELETE') RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
      EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
      EXECUTE format('CREATE POLICY one_workspace ON %s TO carillon_app USING (workspace_id = (SELECT app_workspace())) WITH CHECK (workspace_id = (SELECT app_workspace()))', target);
      EXECUTE format('CREATE POLICY all_workspaces ON %s TO carillon_system USING (true) WITH CHECK (true)', target);
      EXECUTE format('GRANT %s ON %s TO carillon_app', app_rights, target);
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO carillon_system', target);
    END $$;
  `)
}

export async function down(knex: Knex) {
  await knex.raw('DROP FUNCTION app_protect(regclass, text); DROP FUNCTION app_uuid7(); DROP FUNCTION app_workspace();')
}
