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
import { ERASURE_COLUMNS, type Erasure, type ErasureReport, showErasure } from './erasures.ts'
import { finishErasure } from './finish.ts'
import { scrubTraces } from './traces.ts'

/** Imports whose uploaded file is still stored are named, up to this many. */
const FILES_NAMED = 100

/**
 * Erases a person (GDPR art. 17): contact, addresses, attributes and memberships are deleted; messages, events and consents stay
 * under an anonymous id, so that sums stay exact; the addresses stay blocked by their hashes. All that waits to be sent is stopped
 * with the commit. Erasing again gives the same erasure. @throws Problem not_found
 */
export async function eraseContact(core: Core, actor: Actor, contactId: string): Promise<Erasure> {
  const { workspaceId } = actor
  const made = await persist(
    () => core.db.system((trx) => eraseNow(trx, actor, { workspaceId, contactId, anonymousId: uuid7() })),
    { signal: AbortSignal.timeout(20_000), graceMs: 0 },
  )
  return made.finishedAt ? made : finishErasure(core, made)
}

interface Person {
  readonly workspaceId: string
  readonly contactId: string
  readonly anonymousId: string
}

/** One transaction of the system role: the consent log is append-only for the one that serves requests. */
async function eraseNow(trx: Trx, actor: Actor, person: Person): Promise<Erasure> {
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
  // A restored backup brought the person back: the same anonymous id, so that what was counted before is not counted twice.
  const erased = { ...person, anonymousId: before?.anonymousId ?? person.anonymousId }
  const report = await forgetAll(client, erased, before?.report.blocked ?? [])
  const { rows } = await client.query(
    `INSERT INTO erasures (workspace_id, contact_id, anonymous_id, requested_by, report) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (workspace_id, contact_id) DO UPDATE SET report = excluded.report, finished_at = NULL RETURNING ${ERASURE_COLUMNS}`,
    [workspaceId, contactId, erased.anonymousId, actor.id, JSON.stringify(report)],
  )
  const { blocked: _, ...counts } = report
  await audit(trx, actor, { action: 'contact.erase', objectType: 'contact', objectId: contactId, after: counts })
  return showErasure(rows[0])
}

async function forgetAll(
  client: pg.PoolClient,
  person: Person,
  blocked: ErasureReport['blocked'],
): Promise<ErasureReport> {
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
     ORDER BY i.id DESC LIMIT ${FILES_NAMED}`,
    [workspaceId],
  )
  const { messages, stopped } = await forgetMessages(client, person)
  return {
    ...deleted,
    messages,
    stopped,
    consentEvents,
    texts: traces.texts,
    importRejects: traces.rejects,
    importsWithFile: files.rows.map((row) => row.id),
    blocked: [...new Map([...blocked, ...hashes].map((one) => [`${one.kind} ${one.hash}`, one])).values()],
  }
}

async function findErasure(client: pg.PoolClient, workspaceId: string, contactId: string): Promise<Erasure | null> {
  const { rows } = await client.query(
    `SELECT ${ERASURE_COLUMNS} FROM erasures WHERE workspace_id = $1 AND contact_id = $2`,
    [workspaceId, contactId],
  )
  return rows[0] ? showErasure(rows[0]) : null
}
