import type { Core } from '../context.ts'
import { runTotals } from '../messages/counts.ts'

/** Alarm when this share of what was tried has failed or is unknown, once enough was tried to tell. */
const ALARM = { share: 0.2, least: 100 } as const

/** What was tried so far, and how much of it failed or is of unknown fate. */
interface Tried {
  readonly wrong: number
  readonly tried: number
}

function triedOf(states: Readonly<Record<string, number>>): Tried {
  const count = (...names: string[]) => names.reduce((n, name) => n + (states[name] ?? 0), 0)
  const wrong = count('failed', 'unknown', 'needs_review')
  return { wrong, tried: wrong + count('accepted', 'sent', 'delivered', 'read') }
}

/** What went wrong since somebody last let the run go on, when it is too much; else null. */
export async function alarmOf(
  core: Core,
  workspaceId: string,
  runId: string,
  states: Readonly<Record<string, number>>,
): Promise<Tried | null> {
  const row = await core.db.tenant(workspaceId, (trx) =>
    trx('runs').where({ workspace_id: workspaceId, id: runId }).first('snapshot', 'alarm_base'),
  )
  const share = row?.snapshot?.limits?.alarmShare ?? ALARM.share
  const base: Tried = row?.alarm_base ?? { wrong: 0, tried: 0 }
  const now = triedOf(states)
  const [wrong, tried] = [now.wrong - base.wrong, now.tried - base.tried]
  return tried >= ALARM.least && wrong / tried >= share ? { wrong, tried } : null
}

/** A person who lets a run go on has seen what failed so far: it is not held against it again. */
export async function forgetAlarm(core: Core, workspaceId: string, runId: string): Promise<void> {
  await core.db.direct(workspaceId, async (client) => {
    const totals = await runTotals((text, values) => client.query(text, values), workspaceId, runId)
    await client.query('UPDATE runs SET alarm_base = $3 WHERE workspace_id = $1 AND id = $2', [
      workspaceId,
      runId,
      triedOf(totals.states),
    ])
  })
}
