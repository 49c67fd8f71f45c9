import type { Outgoing } from '../../contracts/index.ts'
import { RenderError } from '../../contracts/index.ts'
import type { Database } from '../../infra/postgres.ts'
import { sendKey } from '../../messages/key.ts'
import type { Lease } from '../../messages/ledger.ts'
import { STATE } from '../../messages/states.ts'
import type { RunContext } from './run-context.ts'

/** One message that is due, with its person as the template sees them. */
export interface DueMessage {
  readonly contactId: string
  readonly state: number
  readonly attempt: number
  readonly data: Record<string, unknown> | null
  readonly externalId: string | null
  readonly firstName: string | null
  readonly lastName: string | null
  readonly locale: string | null
  readonly timeZone: string | null
  readonly country: string | null
  readonly attributes: Record<string, unknown> | null
  readonly address: string | null
  readonly tracked: boolean | null
}

/** A message ready to be claimed: rendered, or with the error of rendering, or without an address (the gate will say why). */
export interface Ready {
  readonly contactId: string
  readonly was: number
  readonly attempt: number
  readonly outgoing: Outgoing | null
  readonly error: RenderError | null
}

/**
 * The due messages of a chunk, read in key order in one statement: range scans that the planner merges. Under a fresh
 * lease a message in `sending` is one whose worker died: it comes too, to be settled first.
 */
export async function readChunk(db: Database, run: RunContext, lease: Lease): Promise<DueMessage[]> {
  return db.probing(lease.workspaceId, async (client) => {
    const { rows } = await client.query({
      name: 'read-chunk',
      text: `SELECT m.contact_id AS "contactId", m.state, m.attempt, m.data, c.external_id AS "externalId", c.first_name AS "firstName", c.last_name AS "lastName",
          c.locale, c.time_zone AS "timeZone", c.country, c.attributes, a.value AS address, k.state = 'given' AS tracked
        FROM messages m
        LEFT JOIN contacts c ON c.workspace_id = $1 AND c.id = m.contact_id AND c.id BETWEEN $4 AND $5
        LEFT JOIN addresses a ON a.workspace_id = $1 AND a.kind = $7 AND a.contact_id = m.contact_id AND a.is_primary AND a.contact_id BETWEEN $4 AND $5
        LEFT JOIN consents k ON k.workspace_id = $1 AND k.channel = $8 AND k.purpose = 'tracking' AND k.contact_id = m.contact_id AND k.contact_id BETWEEN $4 AND $5
        WHERE m.workspace_id = $1 AND m.run_id = $2 AND m.step = $3 AND m.contact_id BETWEEN $4 AND $5 AND m.wave = $6
          AND m.state IN (${STATE.queued}, ${STATE.deferred}, ${STATE.sending}, ${STATE.unknown}) AND (m.not_before IS NULL OR m.not_before <= now())
        ORDER BY m.contact_id`,
      values: [
        lease.workspaceId,
        lease.runId,
        lease.step,
        lease.fromContact,
        lease.toContact,
        lease.wave,
        run.channel.address.kind,
        run.channel.id,
      ],
    })
    return rows
  })
}

/** Renders one message. Pure but for the clock; a person whose data cannot be rendered fails alone. */
export function prepareMessage(run: RunContext, message: DueMessage): Ready {
  const base = { contactId: message.contactId, was: message.state, attempt: message.attempt + 1 }
  if (!message.address) return { ...base, outgoing: null, error: null }
  const locale = run.renderer.localeFor(message.locale)
  const token = run.urls.token(message.contactId, locale)
  const marketing = run.question.basis === 'consent' || run.question.basis === 'existing_customer'
  const unsubscribe = marketing ? `${run.urls.base}/u/${token}` : null
  try {
    const content = run.renderer.render(locale, {
      contact: contactValues(message),
      campaign: run.campaign ?? { id: '', name: '' },
      workspace: { name: run.workspaceName },
      data: message.data ?? {},
      urls: {
        unsubscribe: unsubscribe ?? '',
        preferences: unsubscribe ?? '',
        click: `${run.urls.base}/c/${token}`,
        pixel: message.tracked ? `${run.urls.base}/o/${token}` : '',
      },
    })
    const name = [message.firstName, message.lastName].filter(Boolean).join(' ')
    return {
      ...base,
      error: null,
      outgoing: {
        key: sendKey(run.runId, message.contactId, run.step),
        to: message.address,
        ...(name ? { name } : {}),
        locale,
        content,
        attempt: message.attempt + 1,
        unsubscribe,
        campaignId: run.campaign?.id ?? null,
        listId: marketing ? run.question.purpose : null,
      },
    }
  } catch (error) {
    if (error instanceof RenderError) return { ...base, outgoing: null, error }
    return {
      ...base,
      outgoing: null,
      error: new RenderError('render', 'content', error instanceof Error ? error.message : String(error)),
    }
  }
}

function contactValues(message: DueMessage): Record<string, unknown> {
  const { firstName, lastName } = message
  return {
    id: message.contactId,
    address: message.address,
    email: message.address,
    firstName,
    lastName,
    name: firstName && lastName ? `${firstName} ${lastName}` : (firstName ?? lastName),
    locale: message.locale,
    timeZone: message.timeZone,
    country: message.country,
    externalId: message.externalId,
    attributes: message.attributes ?? {},
  }
}
