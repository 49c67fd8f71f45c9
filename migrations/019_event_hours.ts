import type { Knex } from 'knex'

/**
 * What happened in a workspace by hour and channel, over all campaigns: the home page adds up 30 days of it (some thousand
 * rows) instead of every campaign's own hours (about a million rows for 3,000 campaigns). Filled from `event_rollups` when
 * an hour is over; `upto` says how far. The index is for the hours that are not; counts stay updates in place.
 */
export async function up(knex: Knex) {
  await knex.raw(`
    CREATE INDEX event_rollups_hour ON event_rollups (workspace_id, hour);

    CREATE TABLE event_hours (
      workspace_id uuid NOT NULL,
      hour timestamptz NOT NULL,
      channel text NOT NULL,
      kind text NOT NULL,
      count bigint NOT NULL,
      PRIMARY KEY (workspace_id, hour, channel, kind)
    );
    SELECT app_protect('event_hours');

    CREATE TABLE event_hours_upto (
      workspace_id uuid PRIMARY KEY,
      upto timestamptz NOT NULL
    );
    SELECT app_protect('event_hours_upto');
  `)
}

export async function down(knex: Knex) {
  await knex.raw('DROP TABLE event_hours_upto, event_hours; DROP INDEX event_rollups_hour')
}
