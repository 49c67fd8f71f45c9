import type pg from 'pg'

/** How fast a run goes, and how long what is due still takes. */
export interface Speed {
  readonly perSecond: number | null
  readonly secondsLeft: number | null
  readonly nextDueAt: string | null
  readonly later: number
  readonly startedAt: string | null
  readonly finishedAt: string | null
}

interface RunTimes {
  readonly workspaceId: string
  readonly runId: string
  readonly state: string
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
}

/** "Now" is the last five seconds: groups leave in bursts, and a shorter time would flicker. */
const WINDOW_MS = 5_000
const SHORTEST_MS = 400
/** Runs of which this process remembers counts. */
const MOST_RUNS = 500

interface Sample {
  readonly at: number
  readonly sent: number
}
const samples = new Map<string, Sample[]>()

/** Each process that looks at a run remembers what it saw: the rate is the difference. No table is written for it. */
export async function readSpeed(
  client: pg.PoolClient,
  run: RunTimes,
  counts: { readonly sent: number; readonly ready: number },
): Promise<Speed> {
  const times = { startedAt: run.startedAt?.toISOString() ?? null, finishedAt: run.finishedAt?.toISOString() ?? null }
  if (run.state === 'completed' || run.state === 'cancelled' || !run.startedAt) {
    samples.delete(run.runId)
    return { perSecond: average(run, counts.sent), secondsLeft: null, nextDueAt: null, later: 0, ...times }
  }
  const { later, nextDueAt } = await readLater(client, run)
  const running = run.state === 'running'
  const perSecond = running ? (recentRate(run.runId, counts.sent) ?? average(run, counts.sent)) : 0
  const due = Math.max(0, counts.ready - later)
  const secondsLeft = running && perSecond && due ? Math.ceil(due / perSecond) : null
  return { perSecond, secondsLeft, nextDueAt, later, ...times }
}

/** Over the last seconds; null when this process has not looked often enough. */
export function recentRate(runId: string, sent: number, now = performance.now()): number | null {
  const known = (samples.get(runId) ?? []).filter((sample) => now - sample.at <= WINDOW_MS)
  const first = known[0]
  samples.delete(runId)
  if (samples.size >= MOST_RUNS) samples.delete(samples.keys().next().value!)
  samples.set(runId, [...known, { at: now, sent }])
  if (!first || now - first.at < SHORTEST_MS) return null
  return round(Math.max(0, sent - first.sent) / ((now - first.at) / 1_000))
}

function average({ startedAt, finishedAt }: RunTimes, sent: number): number | null {
  if (!startedAt || !sent) return null
  const seconds = ((finishedAt ?? new Date()).getTime() - startedAt.getTime()) / 1_000
  return round(sent / Math.max(seconds, 0.1))
}

const round = (rate: number) => Math.round(rate * 10) / 10

/** People of time zones that are not due, and when anything falls due again. A chunk is 1,000 people: 1 M are 1,000 rows. */
async function readLater(client: pg.PoolClient, { workspaceId, runId }: RunTimes) {
  const { rows } = await client.query({
    name: 'run-later',
    text: `SELECT coalesce(sum(c.size) FILTER (WHERE w.due_at > now()), 0)::bigint AS later, min(c.due_at) AS next FROM chunks c
      JOIN run_waves w ON w.workspace_id = c.workspace_id AND w.run_id = c.run_id AND w.wave = c.wave
      WHERE c.workspace_id = $1 AND c.run_id = $2 AND c.state = 'open' AND c.due_at > now()`,
    values: [workspaceId, runId],
  })
  return { later: Number(rows[0].later), nextDueAt: (rows[0].next as Date | null)?.toISOString() ?? null }
}
