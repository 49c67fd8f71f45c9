import { DateTime } from 'luxon'
import type { Core } from '../../context.ts'
import { alertState } from '../../events/alerts.ts'
import { readDays } from '../../events/hours.ts'
import type { Actor } from '../../workspaces/actor.ts'
import type { Permission } from '../../workspaces/permissions.ts'
import { activeCampaigns } from './active.ts'
import { failedImports, openDrafts, pausedCampaigns, troubledAccounts } from './attention.ts'
import { channelDays } from './days.ts'
import { watchedRates } from './deliverability.ts'

/** The home page in one answer. What the actor may not read is null. */
export async function readOverview(core: Core, actor: Actor, days: number) {
  const { workspaceId } = actor
  const may = <T>(permission: Permission, read: () => Promise<T>): Promise<T | null> =>
    actor.permissions.has(permission) ? read() : Promise.resolve(null)
  const { time_zone: timeZone } = await core.db.tenant(workspaceId, (trx) =>
    trx('workspaces').where({ id: workspaceId }).first('time_zone'),
  )
  const [counts, campaigns, attention] = await Promise.all([
    readDays(core.db, workspaceId, { days, timeZone }),
    may('campaigns:read', () => activeCampaigns(core, workspaceId)),
    readAttention(core, actor, days, may),
  ])
  const range = daysUntilToday(days, timeZone)
  return {
    timeZone,
    from: range[0]!,
    to: range.at(-1)!,
    campaigns,
    attention,
    channels: channelDays(counts, range),
    deliverability: watchedRates(core.registries.channels.values(), counts),
  }
}

async function readAttention(
  core: Core,
  { workspaceId }: Actor,
  days: number,
  may: <T>(permission: Permission, read: () => Promise<T>) => Promise<T | null>,
) {
  const { db } = core
  const [alerts, imports, paused, drafts, accounts] = await Promise.all([
    may('alerts:read', () => db.tenant(workspaceId, (trx) => alertState(trx, workspaceId))),
    may('contacts:read', () => db.direct(workspaceId, (client) => failedImports(client, workspaceId, days))),
    may('campaigns:read', () => db.direct(workspaceId, (client) => pausedCampaigns(client, workspaceId))),
    may('campaigns:read', () => db.direct(workspaceId, (client) => openDrafts(client, workspaceId))),
    may('accounts:read', () => db.direct(workspaceId, (client) => troubledAccounts(client, workspaceId))),
  ])
  return { alerts, imports, paused, drafts, accounts }
}

function daysUntilToday(days: number, timeZone: string): string[] {
  const today = DateTime.now().setZone(timeZone)
  return Array.from({ length: days }, (_, index) => today.minus({ days: days - 1 - index }).toISODate()!)
}
