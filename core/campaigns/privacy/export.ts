import type pg from 'pg'
import { consentLog, consentsAt } from '../../consent/ledger.ts'
import { suppressionsOf } from '../../consent/suppressions/list.ts'
import { showContact } from '../../contacts/present.ts'
import type { Core } from '../../context.ts'
import { bareClient } from '../../infra/bare-client.ts'
import type { Trx } from '../../infra/postgres.ts'
import { messagesOf } from '../../messages/history.ts'
import type { Actor } from '../../workspaces/actor.ts'
import { audit } from '../../workspaces/audit.ts'
import { addressPattern } from './traces.ts'

const PAGE = 1000

/**
 * Everything that is kept about one person, from every table that holds their id or an address of theirs, and from the event
 * log; sensitive attributes are opened. The export itself is noted in the audit log. @throws Problem not_found
 */
export async function exportContact(core: Core, actor: Actor, contactId: string) {
  const { workspaceId } = actor
  const record = await core.db.tenant(workspaceId, async (trx) => {
    const read = await readRecord(trx, core, actor, contactId)
    await audit(trx, actor, { action: 'contact.export', objectType: 'contact', objectId: contactId })
    return read
  })
  const messages = await gather((cursor) => messagesOf(core, workspaceId, contactId, { limit: PAGE, cursor }))
  const more = await core.db.direct(workspaceId, (client) => messageDetails(client, workspaceId, contactId, messages))
  const events = await gather(async (cursor) => {
    const { events, next } = await core.eventLog.query(
      { workspaceId, contactId },
      { limit: PAGE, cursor: cursor ?? null },
    )
    return { data: events, next }
  })
  return {
    format: 'carillon.person.v1' as const,
    exportedAt: new Date().toISOString(),
    ...record,
    messages: messages.map((message) => ({ ...message, ...more(message) })),
    events,
  }
}

async function readRecord(trx: Trx, core: Core, actor: Actor, contactId: string) {
  const { workspaceId } = actor
  const client = await bareClient(trx)
  const contact = await showContact(trx, core.vault, actor, contactId)
  const workspace = await trx('workspaces').where({ id: workspaceId }).first('id', 'name')
  const { rows: lists } = await client.query(
    `SELECT l.id, l.name, m.added_at AS "addedAt" FROM list_members m JOIN lists l ON l.workspace_id = m.workspace_id AND l.id = m.list_id
     WHERE m.workspace_id = $1 AND m.contact_id = $2 ORDER BY l.id`,
    [workspaceId, contactId],
  )
  const until = new Date(Date.now() + 60_000)
  const hashes = contact.addresses.map(({ kind, value }) => core.vault.addressHash(workspaceId, kind, value))
  const changes = await trx('audit_log')
    .where({ workspace_id: workspaceId, object_type: 'contact', object_id: contactId })
    .orderBy('sequence')
    .select('at', 'action')
  return {
    workspace,
    contact,
    lists: lists.map((row) => ({ ...row, addedAt: row.addedAt.toISOString() })),
    consents: await consentsAt(client, workspaceId, contactId, until),
    consentEvents: await gather((cursor) => consentLog(client, workspaceId, contactId, { limit: PAGE, cursor, until })),
    suppressions: await suppressionsOf(client, workspaceId, hashes),
    importRejects: await rejectsOf(
      client,
      workspaceId,
      contact.addresses.map((one) => one.value),
    ),
    changes: changes.map(({ at, action }) => ({ at: at.toISOString(), action })),
  }
}

async function rejectsOf(client: pg.PoolClient, workspaceId: string, addresses: readonly string[]) {
  const { rows } = await client.query(
    `SELECT import_id AS "importId", line, reason, raw FROM import_rejects WHERE workspace_id = $1 AND (raw ~* $2 OR reason ~* $2)
     ORDER BY import_id, line, part`,
    [workspaceId, addressPattern(addresses)],
  )
  return rows
}

/** What a list of messages leaves out: the campaign's name, the message's own values, the links that were followed. */
async function messageDetails(
  client: pg.PoolClient,
  workspaceId: string,
  contactId: string,
  messages: readonly { runId: string }[],
) {
  const { rows } = await client.query(
    `SELECT m.run_id, m.step, m.data, m.clicked_links, c.name FROM messages m
     JOIN runs r ON r.workspace_id = m.workspace_id AND r.id = m.run_id
     LEFT JOIN campaigns c ON c.workspace_id = r.workspace_id AND c.id = r.campaign_id
     WHERE m.workspace_id = $1 AND m.run_id = ANY ($3) AND m.contact_id = $2`,
    [workspaceId, contactId, [...new Set(messages.map((one) => one.runId))]],
  )
  const found = new Map(rows.map((row) => [`${row.run_id}/${row.step}`, row]))
  return ({ runId, step }: { runId: string; step: number }) => {
    const row = found.get(`${runId}/${step}`)
    return { campaign: row?.name ?? null, clickedLinks: row?.clicked_links ?? [], data: row?.data ?? null }
  }
}

async function gather<T>(
  read: (cursor: string | undefined) => Promise<{ data: readonly T[]; next: string | null }>,
): Promise<T[]> {
  const all: T[] = []
  let cursor: string | undefined
  do {
    const { data, next } = await read(cursor)
    all.push(...data)
    cursor = next ?? undefined
  } while (cursor !== undefined)
  return all
}
