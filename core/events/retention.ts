import type { Core } from '../context.ts'
import { RETENTION_CLASSES, type RetentionClass } from '../contracts/index.ts'
import { RETENTION_MONTHS } from '../workspaces/model.ts'

/** One round trip's worth. A purge looks for old rows from the start each time, so few large bites beat many small ones. */
const BITE = 100_000

/** Makes the coming months' partitions; called at every start and daily. */
export async function ensurePartitions(core: Pick<Core, 'db'>): Promise<void> {
  await core.db.system((trx) => trx.raw('SELECT delivery_events_partitions()'))
}

/**
 * Deletes events past their time, class by class, in both logs. Workspaces under legal hold keep everything. Called
 * daily; stops between two bites when `signal` ends, and goes on the next time. Gives how many went, per class.
 */
export async function sweepEvents(
  core: Pick<Core, 'db' | 'eventLog'>,
  signal?: AbortSignal,
): Promise<Record<RetentionClass, number>> {
  await ensurePartitions(core)
  const { holds, workspaces } = await readWorkspaces(core)
  const gone: Record<RetentionClass, number> = { delivery: 0, behaviour: 0, proof: 0 }
  for (const retention of RETENTION_CLASSES) {
    const sweep = async (months: number, holdWorkspaces: readonly string[]) => {
      const before = await monthsAgo(core, months)
      for (;;) {
        if (signal?.aborted) return
        const n = await core.eventLog.purge({ retention, before, holdWorkspaces, limit: BITE })
        gone[retention] += n
        if (n < BITE) return
      }
    }
    await sweep(RETENTION_MONTHS[retention], holds)
    for (const months of new Set(workspaces.map((w) => w.months[retention])))
      if (months < RETENTION_MONTHS[retention]) {
        const others = workspaces.filter((w) => w.months[retention] !== months).map((w) => w.id)
        await sweep(months, [...new Set([...holds, ...others])])
      }
  }
  return gone
}

async function readWorkspaces({ db }: Pick<Core, 'db'>) {
  const rows: { id: string; legal_hold: boolean; retention: unknown }[] = await db.system((trx) =>
    trx('workspaces').select('id', 'legal_hold', { retention: trx.raw("settings->'retention'") }),
  )
  return {
    holds: rows.filter((row) => row.legal_hold).map((row) => row.id),
    workspaces: rows.map((row) => ({ id: row.id, months: monthsOf(row.retention) })),
  }
}

/** What a workspace asks for, within 1 month and our own limit; what cannot be read is our own limit. */
function monthsOf(settings: unknown): Record<RetentionClass, number> {
  const asked = (settings ?? {}) as Partial<Record<RetentionClass, unknown>>
  const months = (kind: RetentionClass) => {
    const value = asked[kind]
    return typeof value === 'number' && value >= 1
      ? Math.min(Math.floor(value), RETENTION_MONTHS[kind])
      : RETENTION_MONTHS[kind]
  }
  return { delivery: months('delivery'), behaviour: months('behaviour'), proof: months('proof') }
}

async function monthsAgo({ db }: Pick<Core, 'db'>, months: number): Promise<string> {
  const { rows } = await db.system((trx) => trx.raw('SELECT now() - make_interval(months => ?) AS at', [months]))
  return rows[0].at.toISOString()
}
