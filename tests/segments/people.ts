import { uuid7 } from '../../core/infra/ids.ts'
import type { TestApp } from '../support/app.ts'

/** Somebody by first name, with what rules ask for. Dates in days before now. */
export interface Someone {
  readonly lastName?: string
  readonly locale?: string
  readonly country?: string
  readonly timeZone?: string
  readonly externalId?: string
  readonly attributes?: Record<string, unknown>
  readonly createdDaysAgo?: number
  readonly held?: boolean
  readonly objected?: boolean
  readonly lists?: readonly string[]
  readonly addresses?: readonly { kind: string; value: string; state?: string; verified?: boolean }[]
  readonly consents?: readonly { channel: string; purpose: string; state: string }[]
}

/** A message of a run. `opened` and `clicked` in days ago. */
export interface Message {
  readonly state: number
  readonly opened?: number
  readonly clicked?: number
}

export interface RunOf {
  readonly campaignId: string
  readonly kind?: string
  readonly daysAgo: number
  readonly messages: Record<string, Message>
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000)

/** Puts people into a workspace, straight into the tables; gives their ids by name. */
export async function settle(
  t: TestApp,
  workspaceId: string,
  people: Record<string, Someone>,
  lists: Record<string, string> = {},
): Promise<Record<string, string>> {
  const ids = Object.fromEntries(Object.keys(people).map((name) => [name, uuid7()]))
  await t.core.db.tenant(workspaceId, async (trx) => {
    const at = { workspace_id: workspaceId }
    for (const [name, id] of Object.entries(lists)) await trx('lists').insert({ ...at, id, name })
    for (const [name, one] of Object.entries(people)) {
      const contact_id = ids[name]!
      await trx('contacts').insert({
        ...at,
        id: contact_id,
        first_name: name,
        last_name: one.lastName ?? null,
        locale: one.locale ?? null,
        country: one.country ?? null,
        time_zone: one.timeZone ?? null,
        external_id: one.externalId ?? null,
        attributes: JSON.stringify(one.attributes ?? {}),
        created_at: daysAgo(one.createdDaysAgo ?? 0),
        held: one.held ?? false,
        objected_at: one.objected ? new Date() : null,
      })
      for (const list of one.lists ?? []) await trx('list_members').insert({ ...at, list_id: lists[list], contact_id })
      for (const [index, address] of (one.addresses ?? []).entries())
        await trx('addresses').insert({
          ...at,
          contact_id,
          kind: address.kind,
          value: address.value,
          value_hash: t.core.vault.addressHash(workspaceId, address.kind, address.value),
          state: address.state ?? 'active',
          is_primary: index === 0,
          verified_at: address.verified ? new Date() : null,
        })
      for (const consent of one.consents ?? [])
        await trx('consents').insert({
          ...at,
          ...consent,
          contact_id,
          basis: 'consent',
          at: new Date(),
          event_id: uuid7(),
        })
    }
  })
  return ids
}

/** Runs of campaigns with their messages, as sending leaves them. */
export async function sendRuns(
  t: TestApp,
  workspaceId: string,
  ids: Record<string, string>,
  runs: readonly RunOf[],
): Promise<void> {
  await t.core.db.tenant(workspaceId, async (trx) => {
    for (const run of runs) {
      const run_id = uuid7()
      await trx('runs').insert({
        workspace_id: workspaceId,
        id: run_id,
        campaign_id: run.kind ? null : run.campaignId,
        kind: run.kind ?? 'campaign',
        state: 'completed',
        purpose: 'marketing',
        basis: 'consent',
        started_at: daysAgo(run.daysAgo),
      })
      for (const [name, message] of Object.entries(run.messages))
        await trx('messages').insert({
          workspace_id: workspaceId,
          run_id,
          contact_id: ids[name],
          step: 0,
          state: message.state,
          opened_at: message.opened === undefined ? null : daysAgo(message.opened),
          clicked_at: message.clicked === undefined ? null : daysAgo(message.clicked),
        })
    }
  })
}
