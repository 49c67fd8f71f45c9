import type { Knex } from 'knex'

/** What the rules of sending need: turns for the frequency cap, and the end of a person's quiet hours. */
export async function up(knex: Knex) {
  await knex.raw(`
    -- Rows that are locked and hold nothing: two campaigns with a cap that claim the same person take the person's turn one after
    -- the other, so that the second one counts the first one's message. A turn is shared by the people whose hash it is (1 of 2^20),
    -- so that a workspace has 2^20 rows at most and no person's id stands here. After a crash nobody holds one: unlogged.
    CREATE UNLOGGED TABLE cap_turns (
      workspace_id uuid NOT NULL,
      turn int NOT NULL,
      PRIMARY KEY (workspace_id, turn)
    );
    SELECT app_protect('cap_turns');

    -- The end of the quiet hours in which a clock of that zone stands at that instant; null when it stands in none.
    -- quiet_days are ISO days of the week (1 = Monday) on which quiet hours begin; null: on each.
    -- Where a clock is put back and shows the end twice, the second time counts; an end that a clock skips moves on by what is
    -- skipped: both are what AT TIME ZONE answers. A zone that PostgreSQL does not know gives way to the fallback.
    CREATE FUNCTION app_quiet_until(zone text, fallback text, quiet_from time, quiet_to time, quiet_days int[], instant timestamptz)
    RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
    DECLARE known text; wall timestamp; opens timestamp; closes timestamp; free timestamptz := instant; quiet boolean;
    BEGIN
      BEGIN
        known := coalesce(zone, fallback);
        wall := instant AT TIME ZONE known;
      EXCEPTION WHEN invalid_parameter_value THEN
        known := fallback;
      END;
      -- Quiet days may follow one another without a gap: a week of them has eight ends at most.
      FOR i IN 1..8 LOOP
        wall := free AT TIME ZONE known;
        quiet := false;
        FOR ago IN 0..1 LOOP
          opens := (wall::date - ago) + quiet_from;
          closes := (wall::date - ago) + quiet_to + CASE WHEN quiet_to <= quiet_from THEN interval '1 day' ELSE interval '0' END;
          IF wall >= opens AND wall < closes AND (quiet_days IS NULL OR extract(isodow FROM opens)::int = ANY (quiet_days)) THEN
            quiet := true;
            free := closes AT TIME ZONE known;
          END IF;
        END LOOP;
        EXIT WHEN NOT quiet;
      END LOOP;
      RETURN CASE WHEN free > instant THEN free END;
    END $$;
  `)
}

export async function down(knex: Knex) {
  await knex.raw('DROP FUNCTION app_quiet_until(text, text, time, time, int[], timestamptz); DROP TABLE cap_turns')
}
