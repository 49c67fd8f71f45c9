import type { Core } from '../context.ts'
import type { SandboxMessage } from '../contracts/index.ts'
import { parseSendKey } from '../messages/key.ts'

/** The run a message belongs to and its workspace. `demo`: its people are played by the reader. */
export interface Owner {
  readonly workspaceId: string
  readonly runId: string
  /** Null: a transactional message or a test. */
  readonly campaignId: string | null
  readonly contactId: string
  /** The send key: the message's id in the API. */
  readonly messageId: string
  readonly demo: boolean
}

/** Tells whose a message is by the send key that each carries, whatever the channel. */
export interface Owners {
  /** Null: not one of ours, or of a run that is gone. */
  of(message: SandboxMessage): Promise<Owner | null>
}

/** In a Message-ID, a header, a callback address: never inside a longer word. */
const KEY = /(?<![0-9a-z])[0-9a-f]{32}\.[0-9a-f]{32}\.\d{1,3}(?![0-9a-z])/
/** The key stands in the first lines; bodies with their tokens need not be searched. */
const HEAD = 16_384
const REMEMBERED_RUNS = 1_000

interface Run {
  readonly workspaceId: string
  readonly campaignId: string | null
  readonly demo: boolean
}

export function createOwners(core: Pick<Core, 'db'>): Owners {
  const known = new WeakMap<SandboxMessage, Owner | null>()
  const runs = new Map<string, Promise<Run | null>>()

  const runOf = (runId: string) => {
    let run = runs.get(runId)
    if (!run) {
      if (runs.size >= REMEMBERED_RUNS) runs.clear()
      run = readRun(core, runId)
      runs.set(runId, run)
      run.then(
        (found) => found ?? runs.delete(runId),
        () => runs.delete(runId),
      )
    }
    return run
  }

  return {
    async of(message) {
      const found = known.get(message)
      if (found !== undefined) return found
      const messageId = KEY.exec(message.raw.slice(0, HEAD))?.[0] ?? ''
      const key = parseSendKey(messageId)
      const run = key && (await runOf(key.runId))
      const owner = run ? { ...run, runId: key.runId, contactId: key.contactId, messageId } : null
      known.set(message, owner)
      return owner
    },
  }
}

async function readRun({ db }: Pick<Core, 'db'>, runId: string): Promise<Run | null> {
  const { rows } = await db.directSystem((client) =>
    client.query<Run>(
      `SELECT r.workspace_id AS "workspaceId", r.campaign_id AS "campaignId", coalesce((w.settings->'demo'->>'reader')::boolean, false) AS demo
       FROM runs r JOIN workspaces w ON w.id = r.workspace_id WHERE r.id = $1`,
      [runId],
    ),
  )
  return rows[0] ?? null
}
