import { DateTime } from 'luxon'
import type { Trx } from '../infra/postgres.ts'
import type { Plan } from './schema.ts'

export interface Schedule {
  readonly dueAt: Date
  readonly waves: readonly { wave: number; timeZone: string; dueAt: Date }[]
}

/** When the run starts, and for a local schedule when each time zone is due. */
export async function scheduleOf(trx: Trx, workspaceId: string, plan: Plan): Promise<Schedule> {
  const { schedule } = plan
  const workspace = await trx('workspaces').where({ id: workspaceId }).first('time_zone')
  const now = new Date()
  if (!schedule || schedule.kind === 'now')
    return { dueAt: now, waves: [{ wave: 0, timeZone: workspace.time_zone, dueAt: now }] }
  if (schedule.kind === 'at') {
    const at = new Date(schedule.at)
    const dueAt = at > now ? at : now
    return { dueAt, waves: [{ wave: 0, timeZone: workspace.time_zone, dueAt }] }
  }
  const zones = await trx('contacts')
    .where({ workspace_id: workspaceId })
    .whereNotNull('time_zone')
    .whereNot('time_zone', workspace.time_zone)
    .distinct('time_zone')
    .pluck('time_zone')
  // Wave 0 is the workspace's own zone: also for people whose zone nobody knows.
  const waves = [workspace.time_zone, ...zones.sort()].map((timeZone: string, wave) => ({
    wave,
    timeZone,
    dueAt: dueIn(schedule, timeZone, workspace.time_zone, now),
  }))
  const first = new Date(Math.min(...waves.map((wave) => wave.dueAt.getTime())))
  return { dueAt: first, waves }
}

/** When people of a time zone are due; those of a zone that nobody knows go with the workspace. Not before `now`. */
export function dueIn(schedule: Plan['schedule'], zone: string, workspaceZone: string, now: Date): Date {
  if (!schedule || schedule.kind === 'now') return now
  const at =
    schedule.kind === 'at'
      ? new Date(schedule.at)
      : (instantOf(schedule.at, zone) ?? instantOf(schedule.at, workspaceZone))
  return at && at > now ? at : now
}

/**
 * The instant of a wall-clock time in a zone; null for a zone that nobody knows. A time that a clock skips moves on by what
 * is skipped (02:30 becomes 03:30 where 02:00 jumps to 03:00); one that comes twice is the first of the two.
 */
export function instantOf(wallClock: string, zone: string): Date | null {
  const at = DateTime.fromISO(wallClock, { zone })
  if (!at.isValid) return null
  // Which of two luxon takes hangs on the season in which it is asked.
  return new Date(Math.min(...at.getPossibleOffsets().map((one) => one.toMillis())))
}
