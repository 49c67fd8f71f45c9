import type pg from 'pg'
import { type GateQuestion, gateSql, type Parameters, parameters } from '../consent/gate.ts'
import { type QuietHours, quietUntilSql } from '../consent/quiet-hours.ts'
import { FENCE, type Lease, leaseValues } from './ledger.ts'
import { STATE } from './states.ts'

/** What the claiming of one group found. */
export interface Claimed {
  readonly contactId: string
  readonly was: number
  /** `sending`; `suppressed` with the gate's reason; or `deferred` to the end of the person's quiet hours. */
  readonly state: number
  readonly reason: string | null
}

/**
 * Intent, before the first byte: moves a group to `sending`, asking the gate in the same statement, so that an
 * unsubscribe that was committed before is obeyed. Rows that moved meanwhile (cancelled, erased) are not in the answer;
 * none is when the run is not running.
 */
export async function claimGroup(
  client: pg.PoolClient,
  lease: Lease,
  question: GateQuestion,
  group: readonly { contactId: string; was: number }[],
): Promise<Claimed[]> {
  if (question.cap) await takeTurns(client, lease.workspaceId, question.channel.id, group)
  const claimed: Claimed[] = []
  for (const was of new Set(group.map((m) => m.was))) {
    const ids = group.filter((m) => m.was === was).map((m) => m.contactId)
    for (const row of await claimAlike(client, lease, question, was, ids)) claimed.push({ ...row, was })
  }
  return claimed
}

/**
 * Holds these people's turns until the transaction ends: of two campaigns with a cap the second one's claim is a statement
 * that begins after the first one's commit, and counts its messages. In one order, so that nobody waits in a circle;
 * `WHERE false` locks the row without writing it anew. A campaign without a cap asks for no turn and never waits.
 */
async function takeTurns(
  client: pg.PoolClient,
  workspaceId: string,
  channel: string,
  group: readonly { contactId: string }[],
): Promise<void> {
  await client.query({
    name: 'take-turns',
    text: `INSERT INTO cap_turns AS t (workspace_id, turn)
      SELECT DISTINCT $1::uuid, hashtext($2::text || id) & 1048575 AS turn FROM unnest($3::text[]) u(id) ORDER BY turn
      ON CONFLICT (workspace_id, turn) DO UPDATE SET turn = t.turn WHERE false`,
    values: [workspaceId, channel, group.map((message) => message.contactId)],
  })
}

/**
 * The ledger is touched by `= ANY(ids)` and never joined: for a run that was never analysed the planner takes any join to be
 * one row and scans the whole run for each group (measured: 290 messages/s instead of 4,300).
 */
async function claimAlike(
  client: pg.PoolClient,
  lease: Lease,
  question: GateQuestion,
  was: number,
  ids: readonly string[],
) {
  const p = parameters(leaseValues(lease))
  const group = p.add(ids, 'uuid[]')
  const state = p.add(was, 'smallint')
  const gate = gateSql(question, '$1', p, { among: group })
  const people = `FROM unnest(${group}) m(contact_id) ${gate.joins}`
  const refusal = question.quiet ? quietRefusals(question.quiet, gate.reason, people, p) : refusals(gate.reason, people)
  const { rows } = await client.query({
    name: `claim-${question.basis}-${question.channel.consent.basis}-${question.cap ? 'cap' : ''}-${question.quiet ? 'quiet' : ''}`,
    text: `WITH ${FENCE}, going AS (SELECT 1 FROM runs WHERE workspace_id = $1 AND id = $2 AND state = 'running'), ${refusal.ctes}
      UPDATE messages x SET state = ${refusal.state}, attempt = x.attempt + ${refusal.attempts},
        reason = (SELECT r.reason FROM refused r WHERE r.contact_id = x.contact_id), not_before = ${refusal.notBefore}, at = now()
      WHERE x.workspace_id = $1 AND x.run_id = $2 AND x.step = $3 AND x.contact_id = ANY(${group}) AND x.state = ${state}
        AND EXISTS (SELECT FROM fence) AND EXISTS (SELECT FROM going)
      RETURNING x.contact_id AS "contactId", x.state, x.reason`,
    values: p.values,
  })
  return rows as { contactId: string; state: number; reason: string | null }[]
}

/** Who may not, as `refused`, and what becomes of a message x by it. */
interface Refusals {
  readonly ctes: string
  readonly state: string
  readonly attempts: string
  readonly notBefore: string
}

function refusals(reason: string, people: string): Refusals {
  return {
    ctes: `refused AS MATERIALIZED (SELECT * FROM (SELECT m.contact_id, ${reason} AS reason ${people}) j WHERE j.reason IS NOT NULL)`,
    state: `CASE WHEN x.contact_id IN (SELECT contact_id FROM refused) THEN ${STATE.suppressed} ELSE ${STATE.sending} END`,
    attempts: '1',
    notBefore: 'NULL',
  }
}

/** The same, and who may not now. The end of quiet hours is looked for once per time zone of the group, not per person. */
function quietRefusals(quiet: QuietHours, reason: string, people: string, p: Parameters): Refusals {
  const until = '(SELECT r.until FROM refused r WHERE r.contact_id = x.contact_id)'
  return {
    ctes: `judged AS MATERIALIZED (SELECT m.contact_id, ${reason} AS reason, coalesce(c.time_zone, '') AS zone ${people}),
      ends AS MATERIALIZED (SELECT zone, ${quietUntilSql(quiet, "nullif(zone, '')", '$1', p)} AS until FROM (SELECT DISTINCT zone FROM judged WHERE reason IS NULL) z),
      refused AS MATERIALIZED (SELECT j.contact_id, coalesce(j.reason, '${QUIET}') AS reason, e.until FROM judged j LEFT JOIN ends e ON e.zone = j.zone AND j.reason IS NULL
        WHERE j.reason IS NOT NULL OR e.until IS NOT NULL)`,
    state: `CASE WHEN x.contact_id NOT IN (SELECT contact_id FROM refused) THEN ${STATE.sending} WHEN ${until} IS NULL THEN ${STATE.suppressed} ELSE ${STATE.deferred} END`,
    attempts: `CASE WHEN ${until} IS NULL THEN 1 ELSE 0 END`,
    notBefore: until,
  }
}

/** Reason of a message that waits for the end of quiet hours. */
export const QUIET = 'quiet_hours'
