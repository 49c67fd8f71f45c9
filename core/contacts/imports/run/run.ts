import { setTimeout as wait } from 'node:timers/promises'
import type { Core } from '../../../context.ts'
import { Problem, sqlState } from '../../../errors.ts'
import { createStorage } from '../../../infra/storage.ts'
import { systemActor } from '../../../workspaces/actor.ts'
import { audit } from '../../../workspaces/audit.ts'
import { readDefinitions } from '../../definitions/change.ts'
import { importKinds } from '../kinds.ts'
import type { Totals } from '../options.ts'
import { type Part, type ReadFrom, readRecords } from '../read/records.ts'
import { splitRecords } from '../read/split.ts'
import { type Batch, type BatchTools, commitBatch } from './batch.ts'
import { type Claimed, claim, heartbeat, LeaseLost, release } from './lease.ts'
import { type ConsentGrant, type Prepared, prepareRow } from './prepared.ts'
import { type Refusal, type Row, type RowReader, rowReader } from './row.ts'
import { createWaves } from './wave.ts'

/** Rows that are committed together, about: what a kill repeats, and what memory holds twice. */
export const BATCH_ROWS = 5_000

/**
 * - `busy`: somebody else runs it, or it is not to run.
 * - `stopped`: told to stop; goes on where it was when it is run again.
 * - `lost`: cancelled, or another worker took over.
 */
export type RunResult = 'completed' | 'failed' | 'stopped' | 'lost' | 'busy'

/**
 * Runs a started import from its checkpoint to its end. Each batch is one transaction with the checkpoint, so that a kill
 * at any instant leaves whole batches only, and nothing is merged twice. At most one process runs an import.
 */
export async function runImport(
  core: Core,
  workspaceId: string,
  importId: string,
  signal: AbortSignal,
  options: { batchRows?: number } = {},
): Promise<RunResult> {
  const claimed = await claim(core, workspaceId, importId)
  if (!claimed) return 'busy'
  const stopBeat = heartbeat(core, claimed)
  try {
    const done = await mergeFile(core, claimed, signal, options.batchRows ?? BATCH_ROWS)
    if (!done) {
      await release(core, claimed)
      return 'stopped'
    }
    return await finish(core, claimed, done)
  } catch (error) {
    return await giveUp(core, claimed, error)
  } finally {
    stopBeat()
  }
}

/** Reads, checks and merges; two batches are merged at a time while the next is read. Null when told to stop. */
async function mergeFile(core: Core, claimed: Claimed, signal: AbortSignal, rows: number): Promise<Totals | null> {
  const { read, prepare, tools } = await equip(core, claimed)
  const path = createStorage(core.config.dataDir).locate(claimed.path)
  let from: ReadFrom =
    claimed.offset === 0
      ? { offset: claimed.format.dataOffset, line: claimed.format.dataLine }
      : { offset: claimed.offset, line: claimed.totals.line }
  // The first checkpoint leaves 0, wherever the data begins.
  let stored = claimed.offset
  const lanes: { batch: Batch; done: Promise<Totals> }[] = []
  let last: Promise<Totals> = Promise.resolve(claimed.totals)
  let number = 1
  const settle = async (most: number) => {
    while (lanes.length > most) tell(core, claimed, await lanes[0]!.done, lanes.shift()!.batch.next.offset, 'running')
  }
  try {
    for await (const part of readRecords(path, claimed.format, from, rows)) {
      const batch = makeBatch(part, { ...from, offset: stored }, number++, read, tools, prepare)
      from = part.next
      stored = part.next.offset
      const clash = lanes.findLastIndex((lane) => overlap(lane.batch.keys, batch.keys))
      await settle(clash >= 0 ? lanes.length - 1 - clash : 1)
      if (signal.aborted) break
      await new Promise<void>((begun, failed) => {
        last = commitBatch(core, claimed, tools, batch, last, begun)
        last.catch(failed)
        lanes.push({ batch, done: last })
      })
    }
    await settle(0)
  } catch (error) {
    await Promise.allSettled(lanes.map((lane) => lane.done))
    throw error
  }
  return signal.aborted ? null : await last
}

function makeBatch(
  part: Part,
  from: ReadFrom,
  number: number,
  read: RowReader,
  tools: BatchTools,
  prepare: Prepare,
): Batch {
  const waves = createWaves(tools)
  const refused: Refusal[] = []
  let refusedRows = 0
  for (const record of part.records) {
    const result = read(record)
    if ('row' in result) waves.add(prepare(result.row))
    else {
      refused.push(...result.refusals)
      refusedRows++
    }
  }
  return { number, from, next: part.next, waves: waves.done(), refused, refusedRows, keys: waves.keys }
}

function overlap(a: Batch['keys'], b: Batch['keys']): boolean {
  for (const key of a.keys()) if (b.has(key)) return true
  return false
}

type Prepare = (row: Row) => Prepared

/** What the whole import needs, read once. */
async function equip(core: Core, claimed: Claimed) {
  const { workspaceId, options, format } = claimed
  const kinds = importKinds(core.registries)
  const definitions = await core.db.tenant(workspaceId, (trx) => readDefinitions(trx, workspaceId))
  const grant = grantOf(core, claimed)
  const channels = new Map<string, string[]>()
  for (const channel of core.registries.channels.values())
    channels.set(channel.address.kind, [...(channels.get(channel.address.kind) ?? []), channel.id])
  const read = rowReader({ columns: format.columns, options, kinds, definitions })
  const prepare: Prepare = (row) => prepareRow(row, core.vault, workspaceId, grant)
  const tools: BatchTools = {
    workspaceId,
    importId: claimed.id,
    vault: core.vault,
    duplicates: options.duplicates,
    lists: options.lists,
    grant,
    channels,
    actor: actorOf(claimed),
    again(line, raw) {
      const result = read(splitRecords(raw, format, line, true).records[0]!)
      if ('row' in result) return prepare(result.row)
      throw new Error(`line ${line} was read before and cannot be read again`)
    },
  }
  return { read, prepare, tools }
}

function grantOf(core: Core, { options }: Claimed): ConsentGrant | undefined {
  const { consent } = options
  if (!consent) return undefined
  const channel = core.registries.channels.get(consent.channel)
  if (!channel || !consent.wordingId)
    throw new Problem(
      'not_ready',
      `Consent for the channel "${consent.channel}" cannot be recorded: no such channel, or no wording.`,
    )
  return {
    kind: channel.address.kind,
    channel: consent.channel,
    purpose: consent.purpose,
    source: consent.source,
    wordingId: consent.wordingId,
    basis: consent.basis ?? 'consent',
  }
}

/** Who started it, as it is stored: 'user:<id>'. */
function actorOf({ createdBy, workspaceId }: Claimed) {
  const [kind, id] = createdBy?.split(/:(.*)/s) ?? []
  if ((kind === 'user' || kind === 'api_key') && id) return { kind, id } as const
  return systemActor(workspaceId, id || 'import')
}

async function finish(core: Core, claimed: Claimed, totals: Totals): Promise<RunResult> {
  const { workspaceId, id, token } = claimed
  const ended = await core.db.tenant(workspaceId, async (trx) => {
    const count = await trx('imports')
      .where({ workspace_id: workspaceId, id, lease_token: token, state: 'running' })
      .update({ state: 'completed', finished_at: trx.fn.now(), lease_token: null, lease_until: null })
    if (count === 1)
      await audit(trx, systemActor(workspaceId, 'import'), {
        action: 'import.complete',
        objectType: 'import',
        objectId: id,
        after: totals,
      })
    return count === 1
  })
  // What was just filled is known to the planner before somebody launches a campaign at it.
  if (ended) await core.db.directSystem((client) => client.query('SELECT analyze_people()')).catch(() => {})
  if (ended) tell(core, claimed, totals, claimed.fileSize, 'completed')
  return ended ? 'completed' : 'lost'
}

/** A fault of the file or its options ends the import; anything else is left for the next try. */
async function giveUp(core: Core, claimed: Claimed, error: unknown): Promise<RunResult> {
  if (error instanceof LeaseLost) return 'lost'
  const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
  // Data exceptions and broken constraints would meet every try again; a lost connection would not.
  const unstorable = /^(22|23|42)/.test(sqlState(error) ?? '')
  if (unstorable) core.log.error({ err: error, importId: claimed.id }, 'a part of an import cannot be stored')
  if (!(error instanceof Problem) && !missing && !unstorable) {
    core.log.error({ err: error, importId: claimed.id }, 'an import was interrupted and will be taken up again')
    await release(core, claimed).catch(() => {})
    throw error
  }
  const problem = unstorable
    ? {
        code: 'unstorable',
        message: `A part of the file could not be stored (PostgreSQL ${sqlState(error)}). What came before it is in.`,
      }
    : missing
      ? { code: 'file_missing', message: 'The uploaded file is not on this machine any more. Upload it again.' }
      : { code: (error as Problem).code, message: (error as Problem).message }
  const { workspaceId, id, token } = claimed
  await core.db.tenant(workspaceId, async (trx) => {
    await trx('imports')
      .where({ workspace_id: workspaceId, id, lease_token: token })
      .update({
        state: 'failed',
        problem: JSON.stringify(problem),
        finished_at: trx.fn.now(),
        lease_token: null,
        lease_until: null,
      })
    await audit(trx, systemActor(workspaceId, 'import'), {
      action: 'import.fail',
      objectType: 'import',
      objectId: id,
      after: problem,
    })
  })
  core.live.publish({ workspaceId, topic: `import:${id}`, data: { state: 'failed', problem } })
  return 'failed'
}

function tell(core: Core, claimed: Claimed, totals: Totals, offset: number, state: string): void {
  const progress = claimed.fileSize ? Math.min(1, offset / claimed.fileSize) : 1
  const { rows, created, updated, unchanged, skipped, refused, consentGiven, consentWithheld, suppressed } = totals
  core.live.publish({
    workspaceId: claimed.workspaceId,
    topic: `import:${claimed.id}`,
    data: {
      state,
      rowsDone: rows,
      progress,
      totals: { rows, created, updated, unchanged, skipped, refused, consentGiven, consentWithheld, suppressed },
    },
  })
}

/** Told over NOTIFY when an import is started. */
export const IMPORT_CHANNEL = 'carillon_imports'

/**
 * Runs every started import that nobody runs: new ones, and those whose worker died. One after the other; ends when there is
 * none left. An import that breaks is left to the next sweep.
 */
export async function sweepImports(core: Core, signal: AbortSignal): Promise<number> {
  let ran = 0
  const tried = new Set<string>()
  while (!signal.aborted) {
    const waiting: { workspace_id: string; id: string }[] = await core.db.system((trx) =>
      trx('imports')
        .where({ state: 'running' })
        .andWhere((q) => q.whereNull('lease_until').orWhere('lease_until', '<', trx.fn.now()))
        .orderBy('started_at')
        .limit(50)
        .select('workspace_id', 'id'),
    )
    const next = waiting.find((one) => !tried.has(one.id))
    if (!next) return ran
    tried.add(next.id)
    try {
      if ((await runImport(core, next.workspace_id, next.id, signal)) !== 'busy') ran++
    } catch {
      await wait(100)
    }
  }
  return ran
}
