import type pg from 'pg'
import type { Core } from '../../context.ts'
import type { Channel } from '../../contracts/index.ts'
import { notFound } from '../../errors.ts'
import { type Basis, type GateReason, gateSql, parameters } from '../gate.ts'

const MOST_PURPOSES = 20
/** Opens and clicks: nothing is sent for it. */
const NOT_SENT_FOR = 'tracking'

const text = (date: Date | null | undefined) => date?.toISOString() ?? null

/** What a person would get now, and what stands in the way: the gate's own answers. @throws Problem not_found */
export async function outlookOf(
  client: pg.PoolClient,
  { registries }: Pick<Core, 'registries'>,
  workspaceId: string,
  contactId: string,
) {
  const { rows } = await client.query('SELECT held, objected_at FROM contacts WHERE workspace_id = $1 AND id = $2', [
    workspaceId,
    contactId,
  ])
  const [person] = rows
  if (!person) throw notFound('contact')
  const purposes = await purposesOf(client, workspaceId, contactId)
  const data = []
  for (const channel of registries.channels.values()) {
    for (const purpose of purposes)
      for (const basis of ['consent', 'existing_customer'] as const)
        data.push(await ask(client, workspaceId, contactId, channel, basis, purpose))
    data.push(await ask(client, workspaceId, contactId, channel, 'transactional', null))
  }
  return { held: person.held as boolean, objectedAt: text(person.objected_at), data }
}

/** What the workspace writes to people for: wordings, campaigns, and whatever this person said something about. */
async function purposesOf(client: pg.PoolClient, workspaceId: string, contactId: string): Promise<string[]> {
  const { rows } = await client.query<{ purpose: string }>(
    `SELECT purpose FROM (
       SELECT 'marketing' AS purpose
       UNION SELECT purpose FROM consent_wordings WHERE workspace_id = $1
       UNION SELECT plan->>'purpose' FROM campaigns WHERE workspace_id = $1 AND plan->>'basis' IN ('consent', 'existing_customer')
       UNION SELECT purpose FROM consent_events WHERE workspace_id = $1 AND contact_id = $2) p
     WHERE purpose IS NOT NULL AND purpose <> $3 ORDER BY purpose <> 'marketing', purpose LIMIT ${MOST_PURPOSES}`,
    [workspaceId, contactId, NOT_SENT_FOR],
  )
  return rows.map((row) => row.purpose)
}

async function ask(
  client: pg.PoolClient,
  workspaceId: string,
  contactId: string,
  channel: Channel,
  basis: Basis,
  purpose: string | null,
) {
  const p = parameters()
  const contact = p.add(contactId, 'uuid')
  const { joins, reason, reasons } = gateSql({ channel, basis, purpose: purpose ?? '' }, p.add(workspaceId, 'uuid'), p)
  const consent =
    purpose === null
      ? 'NULL'
      : "CASE WHEN k.state IS NOT NULL THEN jsonb_build_object('state', k.state, 'basis', k.basis, 'eventId', k.event_id) END"
  const said = purpose === null ? 'NULL::timestamptz' : 'k.at'
  const { rows } = await client.query(
    `SELECT ${reason} AS reason, ${reasons} AS reasons, a.id, a.value, a.state, a.updated_at, c.objected_at,
       jsonb_build_object(coalesce(s.reason, ''), s.created_at, coalesce(sc.reason, ''), sc.created_at) AS suppressed,
       ${consent} AS consent, ${said} AS said_at
     FROM (SELECT ${contact} AS contact_id) m ${joins}`,
    p.values,
  )
  const row = rows[0]
  return {
    channel: channel.id,
    basis,
    purpose,
    may: row.reason === null,
    reason: row.reason as GateReason | null,
    why: row.reasons.map((one: GateReason) => ({ reason: one, since: since(one, row) })),
    address: row.id && { id: row.id, value: row.value, state: row.state },
    consent: row.consent && { ...row.consent, at: text(row.said_at) },
  }
}

/** Since when a reason holds, where that is known. */
function since(reason: GateReason, row: any): string | null {
  if (reason.startsWith('suppressed_')) {
    const at = row.suppressed[reason.slice('suppressed_'.length)]
    return at ? new Date(at).toISOString() : null
  }
  if (reason === 'objected') return text(row.objected_at)
  if (reason.startsWith('address_')) return text(row.updated_at)
  return ['withdrawn', 'consent_pending', 'consent_expired'].includes(reason) ? text(row.said_at) : null
}
