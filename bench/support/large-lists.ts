import { createCampaign } from '../../core/campaigns/drafts.ts'
import { uuid7 } from '../../core/infra/ids.ts'
import { expandedRun } from './send.ts'
import { addSender, type World, withOwner } from './world.ts'

/** A list of the API that grows with the work, and how many rows it has in the world that `fillLists` made. */
export interface LargeList {
  readonly path: string
  readonly rows: number
}

/** Fills every table whose list can become large with `count` rows, and names those lists. One in 20 has no consent. */
export async function fillLists(world: World, count: number): Promise<LargeList[]> {
  const { core, actor, workspaceId, listId } = world
  const content = await addSender(world, 2525)
  const runId = await expandedRun(world, content)
  const plan = {
    audience: { include: [{ source: 'list', definition: { listId } }], exclude: [] },
    strategy: 'all' as const,
    steps: [{ channel: 'email', ...content }],
    purpose: 'marketing',
    basis: 'consent' as const,
    schedule: { kind: 'now' as const },
  }
  const draft = await createCampaign(core, actor, { name: 'Draft', plan })
  const segmentId = uuid7()
  const { campaignId, contactId } = await withOwner(world, async (client) => {
    const run = await client.query('SELECT campaign_id FROM runs WHERE id = $1', [runId])
    const person = await client.query('SELECT id FROM contacts ORDER BY id LIMIT 1')
    const ids = { campaignId: run.rows[0].campaign_id as string, contactId: person.rows[0].id as string }
    await client.query(
      `INSERT INTO segments (workspace_id, id, name, rules) VALUES ($1, $2, 'Pro', '{"attribute":"plan","op":"equals","value":"pro"}')`,
      [workspaceId, segmentId],
    )
    for (const text of fillings) await client.query(text, [workspaceId, ids.campaignId, runId, ids.contactId, count])
    // As autovacuum does some time after such growth.
    await client.query('VACUUM ANALYZE')
    return ids
  })
  const reachable = count - Math.floor(count / 20)
  const list = (path: string, rows = count): LargeList => ({ path: `/api/v1/${path}`, rows })
  return [
    ...['id', 'createdAt', 'lastName'].flatMap((sort) =>
      ['asc', 'desc'].map((order) => list(`contacts?sort=${sort}&order=${order}`)),
    ),
    list(`contacts?list=${listId}`),
    list(`contacts?list=${listId}&sort=lastName`),
    list(`contacts?segment=${segmentId}`, Math.floor(count / 3)),
    list(`contacts?segment=${segmentId}&sort=lastName`, Math.floor(count / 3)),
    list(`contacts?hasAddress=email`),
    list(`lists/${listId}/members?`),
    list(`campaigns/${draft.id}/audience?`, reachable),
    list(`campaigns/${draft.id}/audience?reason=no_consent`, count - reachable),
    list(`campaigns/${campaignId}/messages?`),
    list(`campaigns/${campaignId}/messages?state=suppressed`, count - reachable),
    list(`campaigns/${campaignId}/events?`, count),
    list(`campaigns/${campaignId}/events?kinds=opened`, Math.floor(count / 10)),
    list(`contacts/${contactId}/events?`, Math.floor(count / 10)),
    list('suppressions?'),
    list('suppressions?reason=bounce', Math.floor(count / 2)),
    list('audit?'),
    list('campaigns?', Math.floor(count / 10)),
    list('alerts?', Math.floor(count / 10)),
  ]
}

const EVENT = 'id, workspace_id, campaign_id, run_id, contact_id, step, channel, kind, at, data'
/** $1 workspace, $2 campaign, $3 run, $4 one person, $5 rows. Every text names all five, so that one call fits all. */
const uses = 'WHERE ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::int) IS NOT NULL'
const fillings = [
  `UPDATE contacts SET last_name = (ARRAY['García','Müller','Dupont','Rossi','Nowak','Silva','Jensen'])[1 + (attributes ->> 'points')::int % 7] || ' ' || (attributes ->> 'points') ${uses}`,
  `INSERT INTO delivery_events (${EVENT}) SELECT app_uuid7(), $1, $2, $3, contact_id, 0, 'email',
     CASE WHEN row_number() OVER () % 10 = 0 THEN 'opened' ELSE 'accepted' END, now() - row_number() OVER () * interval '1 ms', NULL FROM messages
   ${uses} AND run_id = $3`,
  `INSERT INTO delivery_events (${EVENT}) SELECT app_uuid7(), $1, NULL, app_uuid7(), $4, 0, 'email', 'accepted', now() - n * interval '1 s', NULL
   FROM generate_series(1, $5::int / 10) n ${uses}`,
  `INSERT INTO suppressions (workspace_id, kind, address_hash, reason, created_at)
   SELECT $1, 'email', decode(md5(n::text), 'hex'), CASE WHEN n % 2 = 0 THEN 'bounce' ELSE 'manual' END, now() - n * interval '1 ms' FROM generate_series(1, $5::int) n ${uses}`,
  `INSERT INTO audit_log (workspace_id, sequence, actor_kind, action, object_type, previous_hash, hash)
   SELECT $1, 1000000 + n, 'system', 'contact.update', 'contact', '\\x00', '\\x00' FROM generate_series(1, $5::int) n ${uses}`,
  `INSERT INTO campaigns (workspace_id, name) SELECT $1, 'Draft ' || n FROM generate_series(1, $5::int / 10) n ${uses}`,
  `INSERT INTO alerts (workspace_id, kind, severity, object_type, object_id)
   SELECT $1, 'sender_trouble', 'warning', 'account', app_uuid7() FROM generate_series(1, $5::int / 10) n ${uses}`,
]
