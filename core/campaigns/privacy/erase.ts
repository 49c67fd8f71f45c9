import type pg from 'pg'
import { blockErased, deletePerson, forgetConsents } from '../../consent/erasure/forget.ts'
import type { Core } from '../../context.ts'
import { notFound } from '../../errors.ts'
import { bareClient } from '../../infra/bare-client.ts'
import { uuid7 } from '../../infra/ids.ts'
import type { Trx } from '../../infra/postgres.ts'
import { persist } from '../../infra/retry.ts'
import { forgetMessages } from '../../messages/forget.ts'
import type { Actor } from '../../workspaces/actor.ts'
import { audit } from '../../workspaces/audit.ts'
import { ERASURE_COLUMNS, type Erasure, type ErasureReport, noReport, showErasure } from './erasures.ts'
import { finishErasure } from './finish.ts'
import { sealSearch } from './search.ts'
import { scrubTraces } from './traces.ts'

/** Imports whose uploaded file is still stored are named, up to this many. */
const FILES_NAMED = 100

/**
 * Erases a person (GDPR art. 17): contact, addresses, attributes and memberships are deleted; messages, events and consents stay
 * under an anonymous id, so that sums stay exact; the addresses stay blocked by their hashes. All that waits to be sent is stopped
 * with the commit. Erasing again gives the same erasure. Under a legal hold (art. 17(3)(e)) it is noted and waits, and the person is
 * put on hold. @throws Problem not_found
 */
export async function eraseContact(core: Core, actor: Actor, contactId: string): Promise<Erasure> {
  const { workspaceId } = actor
  const made = await persist(
    () => core.db.system((trx) => eraseNow(core, trx, actor, { workspaceId, contactId, anonymousId: uuid7() })),
    { signal: AbortSignal.timeout(20_000), graceMs: 0 },
  )
  return made.finishedAt || made.waitsFor ? made : finishErasure(core, made, { atOnce: true })
}

interface Person {
  readonly workspaceId: string
  readonly contactId: string
  readonly anonymousId: string
}

/** One transaction of the system role: the consent log is append-only for the one that serves requests. */
async function eraseNow(core: Core, trx: Trx, actor: Actor, person: Person): Promise<Erasure> {
  const { workspaceId, contactId } = person
  const client = await bareClient(trx)
  const there = await client.query('SELECT FROM contacts WHERE workspace_id = $1 AND id = $2 FOR UPDATE', [
    workspaceId,
    contactId,
  ])
  const before = await findErasure(client, workspaceId, contactId)
  if (!there.rowCount) {
    if (!before) throw notFound('contact')
    return before
  }
  // Held until the commit: a hold that is set in this moment comes before or after, not in between.
  const hold = await client.query('SELECT legal_hold FROM workspaces WHERE id = $1 FOR SHARE', [workspaceId])
  if (hold.rows[0]?.legal_hold) return waitForHold(trx, client, actor, person)
  // A restored backup brought the person back: the same anonymous id, so that what was counted before is not counted twice.
  const erased = { ...person, anonymousId: before?.anonymousId ?? person.anonymousId }
  const { report, searching } = await forgetAll(core, client, erased, before?.report.blocked ?? [])
  const { rows } = await client.query(
    `INSERT INTO erasures (workspace_id, contact_id, anonymous_id, requested_by, report, searching) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (workspace_id, contact_id) DO UPDATE SET report = excluded.report, searching = excluded.searching, finished_at = NULL,
       waits_for = NULL, at = CASE WHEN erasures.waits_for IS NULL THEN erasures.at ELSE now() END RETURNING ${ERASURE_COLUMNS}`,
    [workspaceId, contactId, erased.anonymousId, actor.id, JSON.stringify(report), searching],
  )
  const { blocked: _, ...counts } = report
  await audit(trx, actor, { action: 'contact.erase', objectType: 'contact', objectId: contactId, after: counts })
  return showErasure(rows[0])
}

/** Nobody is written to who asked to be erased, and nothing is destroyed that a court may ask for. */
async function waitForHold(trx: Trx, client: pg.PoolClient, actor: Actor, person: Person): Promise<Erasure> {
  const { workspaceId, contactId, anonymousId } = person
  const { rows } = await client.query(
    `INSERT INTO erasures (workspace_id, contact_id, anonymous_id, requested_by, report, waits_for) VALUES ($1, $2, $3, $4, $5, 'legal_hold')
     ON CONFLICT (workspace_id, contact_id) DO UPDATE SET waits_for = 'legal_hold', finished_at = NULL RETURNING ${ERASURE_COLUMNS}`,
    [workspaceId, contactId, anonymousId, actor.id, JSON.stringify(noReport)],
  )
  const { rowCount } = await client.query(
    'UPDATE contacts SET held = true, updated_at = now() WHERE workspace_id = $1 AND id = $2 AND NOT held',
    [workspaceId, contactId],
  )
  if (rowCount)
    await audit(trx, actor, {
      action: 'contact.erase_waits',
      objectType: 'contact',
      objectId: contactId,
      after: { waitsFor: 'legal_hold', held: true },
    })
  return showErasure(rows[0])
}

async function forgetAll(
  core: Core,
  client: pg.PoolClient,
  person: Person,
  blocked: ErasureReport['blocked'],
): Promise<{ report: ErasureReport; searching: string | null }> {
  const { workspaceId, contactId } = person
  const { rows: addresses } = await client.query<{ kind: string; value: string; hash: Buffer }>(
    'SELECT kind, value, value_hash AS hash FROM addresses WHERE workspace_id = $1 AND contact_id = $2 ORDER BY id',
    [workspaceId, contactId],
  )
  await blockErased(client, workspaceId, addresses)
  const hashes = addresses.map(({ kind, hash }) => ({ kind, hash: hash.toString('hex') }))
  const consentEvents = await forgetConsents(client, person)
  const deleted = await deletePerson(client, person)
  const traces = await scrubTraces(client, { ...person, addresses: addresses.map((one) => one.value) })
  const files = await client.query<{ id: string }>(
    `SELECT i.id FROM imports i JOIN files f ON f.workspace_id = i.workspace_id AND f.id = i.file_id WHERE i.workspace_id = $1
       AND f.bytes_gone_at IS NULL ORDER BY i.id DESC LIMIT ${FILES_NAMED}`,
    [workspaceId],
  )
  const { messages, stopped } = await forgetMessages(client, person)
  const values = addresses.map((one) => one.value)
  const searching = files.rows.length ? sealSearch(core, person, values) : null
  const report = {
    ...noReport,
    ...deleted,
    messages,
    stopped,
    consentEvents,
    texts: traces.texts,
    importRejects: traces.rejects,
    importsWithFile: searching ? files.rows.map((row) => row.id) : [],
    blocked: [...new Map([...blocked, ...hashes].map((one) => [`${one.kind} ${one.hash}`, one])).values()],
  }
  return { report, searching }
}

async function findErasure(client: pg.PoolClient, workspaceId: string, contactId: string): Promise<Erasure | null> {
  const { rows } = await client.query(
    `SELECT ${ERASURE_COLUMNS} FROM erasures WHERE workspace_id = $1 AND contact_id = $2`,
    [workspaceId, contactId],
  )
  return rows[0] ? showErasure(rows[0]) : null
}
