import type { Knex } from 'knex'

/**
 * Statistics of what was just filled, at once: autovacuum comes within a minute, and a campaign is launched sooner. Only the
 * owner may analyse a table; this lets the worker ask for it, and for nothing else.
 */
export async function up(knex: Knex) {
  await knex.raw(`
    CREATE FUNCTION analyze_people() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      -- One at a time; who comes second finds it done.
      IF pg_try_advisory_xact_lock(hashtext('analyze_people')) THEN
        ANALYZE contacts, addresses, consents, suppressions, list_members;
      END IF;
    END $$;
    REVOKE EXECUTE ON FUNCTION analyze_people() FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION analyze_people() TO carillon_system;
  `)
}

export async function down(knex: Knex) {
  await knex.raw('DROP FUNCTION analyze_people()')
}
