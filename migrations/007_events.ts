import type { Knex } from 'knex'

/**
 * Delivery events are written in the transaction of the state they tell of. With MongoDB this table is what has not been
 * shipped yet; without, it is the log, partitioned by month. Counts are rollups, kept in the same transaction.
 */
export async function up(knex: Knex) {
  await knex.raw(`
    CREATE TABLE delivery_events (
      id uuid NOT NULL,
      workspace_id uuid NOT NULL,
      campaign_id uuid,
      run_id uuid NOT NULL,
      contact_id uuid NOT NULL,
      step smallint NOT NULL,
      channel text NOT NULL,
      kind text NOT NULL,
      at timestamptz NOT NULL,
      data jsonb,
      -- Within a campaign rows arrive in contact order: this key grows at its right edge and finds a message's events.
      PRIMARY KEY (workspace_id, run_id, contact_id, at, id)
    ) PARTITION BY RANGE (at);
    CREATE INDEX delivery_events_time ON delivery_events (workspace_id, at, id);
    CREATE TABLE delivery_events_default PARTITION OF delivery_events DEFAULT;
    SELECT app_protect('delivery_events');

    -- Makes the partitions of this and the coming months; called at start and daily. Runs as the owner of the tables.
    CREATE FUNCTION delivery_events_partitions(months int DEFAULT 2) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE first date := date_trunc('month', now() AT TIME ZONE 'UTC'); name text; made int := 0;
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtext('delivery_events_partitions'));
      FOR i IN 0..months LOOP
        name := 'delivery_events_' || to_char(first + (i || ' months')::interval, 'YYYYMM');
        IF to_regclass(name) IS NULL THEN
          EXECUTE format('CREATE TABLE %I PARTITION OF delivery_events FOR VALUES FROM (%L) TO (%L)', name,
            (first + (i || ' months')::interval)::date::text || ' 00:00+00', (first + ((i + 1) || ' months')::interval)::date::text || ' 00:00+00');
          made := made + 1;
        END IF;
      END LOOP;
      RETURN made;
    END $$;
    GRANT EXECUTE ON FUNCTION delivery_events_partitions(int) TO carillon_system;
    SELECT delivery_events_partitions();

    CREATE TABLE event_rollups (
      workspace_id uuid NOT NULL,
      campaign_id uuid NOT NULL,
      run_id uuid NOT NULL,
      channel text NOT NULL,
      hour timestamptz NOT NULL,
      kind text NOT NULL,
      slot smallint NOT NULL DEFAULT 0,
      count bigint NOT NULL,
      PRIMARY KEY (workspace_id, campaign_id, run_id, channel, hour, kind, slot)
    ) WITH (fillfactor = 50);
    SELECT app_protect('event_rollups');

    CREATE TABLE link_clicks (
      workspace_id uuid NOT NULL,
      run_id uuid NOT NULL,
      step smallint NOT NULL,
      locale text NOT NULL,
      link smallint NOT NULL,
      human bigint NOT NULL DEFAULT 0,
      machine bigint NOT NULL DEFAULT 0,
      people bigint NOT NULL DEFAULT 0,
      PRIMARY KEY (workspace_id, run_id, step, locale, link)
    );
    SELECT app_protect('link_clicks');

    CREATE TABLE alerts (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL DEFAULT app_uuid7(),
      kind text NOT NULL,
      severity text NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
      object_type text,
      object_id uuid,
      data jsonb NOT NULL DEFAULT '{}',
      created_at timestamptz NOT NULL DEFAULT now(),
      resolved_at timestamptz,
      resolved_by text,
      PRIMARY KEY (workspace_id, id)
    );
    CREATE UNIQUE INDEX alerts_open ON alerts (workspace_id, kind, object_type, object_id) WHERE resolved_at IS NULL;
    SELECT app_protect('alerts');

    -- Provider codes that no row of an error table knows.
    CREATE TABLE unmapped_codes (
      provider text NOT NULL,
      code text NOT NULL,
      count bigint NOT NULL DEFAULT 1,
      first_at timestamptz NOT NULL DEFAULT now(),
      last_at timestamptz NOT NULL DEFAULT now(),
      sample text,
      PRIMARY KEY (provider, code)
    );
    GRANT SELECT, INSERT, UPDATE ON unmapped_codes TO carillon_app, carillon_system;
  `)
}

export async function down(knex: Knex) {
  await knex.raw(
    'DROP TABLE unmapped_codes, alerts, link_clicks, event_rollups, delivery_events; DROP FUNCTION delivery_events_partitions(int)',
  )
}
