import { withdraw } from '../../consent/record.ts'
import type { Core } from '../../context.ts'
import type { Localized } from '../../contracts/index.ts'
import { ANY_LOCALE, localeOrder, type MessageToken } from '../../events/tokens.ts'
import { recordEvents } from '../../events/write.ts'
import { persist } from '../../infra/retry.ts'
import { sendKey } from '../key.ts'

/** The message that a link stood in, as far as unsubscribing is concerned. */
export interface UnsubscribeTarget {
  readonly workspaceId: string
  readonly workspaceName: string
  readonly campaignId: string | null
  readonly runId: string
  readonly step: number
  readonly channel: string
  readonly purpose: string
  readonly contactId: string
}

/** Null when the run is not known (any more). A person who is gone is no reason: their link still answers. */
export async function findTarget(core: Pick<Core, 'db'>, token: MessageToken): Promise<UnsubscribeTarget | null> {
  const { rows } = await core.db.directSystem((client) =>
    client.query({
      name: 'unsubscribe-target',
      text: `SELECT r.workspace_id AS "workspaceId", w.name AS "workspaceName", r.campaign_id AS "campaignId", r.purpose, s.channel
        FROM runs r JOIN run_steps s ON s.workspace_id = r.workspace_id AND s.run_id = r.id JOIN workspaces w ON w.id = r.workspace_id
        WHERE r.id = $1 AND s.step = $2`,
      values: [token.runId, token.step],
    }),
  )
  return rows[0] ? { ...rows[0], runId: token.runId, step: token.step, contactId: token.contactId } : null
}

/** The languages to try for a page, best first: the person's own, then the one they were written to in. */
export async function languagesOf(
  core: Pick<Core, 'db'>,
  target: UnsubscribeTarget,
  token: MessageToken,
): Promise<string[]> {
  const { workspaceId, runId, step, contactId } = target
  const { rows } = await core.db.direct(workspaceId, (client) =>
    client.query(
      `SELECT (SELECT locale FROM contacts WHERE workspace_id = $1 AND id = $4) AS locale,
         (SELECT array_agg(l) FROM run_steps s, jsonb_object_keys(s.content->'locales') l WHERE s.workspace_id = $1 AND s.run_id = $2 AND s.step = $3) AS locales`,
      [workspaceId, runId, step, contactId],
    ),
  )
  const { locale, locales } = rows[0]
  const order = localeOrder(Object.fromEntries((locales ?? []).map((one: string) => [one, true])))
  const written = token.locale === ANY_LOCALE ? undefined : order[token.locale]
  return [locale, written].filter((one): one is string => typeof one === 'string')
}

export const channelLabel = (core: Pick<Core, 'registries'>, channel: string): Localized =>
  core.registries.channels.get(channel)?.label ?? { en: channel, fr: channel, es: channel }

export interface Visit {
  /** A mail program's one click (RFC 8058), or the button of our page. */
  readonly source: 'one_click' | 'page'
  readonly ip: string
  readonly userAgent: string | undefined
}

/**
 * The person says stop: consent withdrawn for the run's purpose, address suppressed for marketing on the channel, and the message's
 * event, in one transaction. Messages of other runs that wait are stopped by the gate when they are claimed. Repeating it, or
 * saying it after an erasure, changes nothing. The proof is the consent event itself, so the audit log has no line of it.
 */
export async function unsubscribe(core: Core, target: UnsubscribeTarget, visit: Visit): Promise<void> {
  const { workspaceId, campaignId, runId, step, contactId, channel, purpose } = target
  const kind = core.registries.channels.get(channel)?.address.kind ?? ''
  const work = () =>
    core.db.probing(workspaceId, async (client) => {
      const message = await client.query(
        'SELECT address_id FROM messages WHERE workspace_id = $1 AND run_id = $2 AND contact_id = $3 AND step = $4',
        [workspaceId, runId, contactId, step],
      )
      const changed = await withdraw(
        client,
        workspaceId,
        { id: channel, kind },
        {
          contactId,
          purpose,
          source: visit.source,
          ip: visit.ip,
          userAgent: visit.userAgent ?? null,
          proof: { message: sendKey(runId, contactId, step) },
          addressId: message.rows[0]?.address_id ?? null,
        },
      )
      if (!changed) return false
      const events = [{ contactId, kind: 'unsubscribed' as const, data: { source: visit.source } }]
      await recordEvents(client, { workspaceId, campaignId, runId, step, channel, slot: process.pid % 16, events })
      return true
    })
  const changed = await persist(work, { signal: AbortSignal.timeout(5_000), graceMs: 0 })
  if (changed && campaignId) core.live.publish({ workspaceId, topic: `campaign:${campaignId}` })
}
