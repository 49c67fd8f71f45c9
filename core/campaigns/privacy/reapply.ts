import { blockErased } from '../../consent/erasure/forget.ts'
import type { Core } from '../../context.ts'
import { systemActor } from '../../workspaces/actor.ts'
import { eraseContact } from './erase.ts'
import { ERASURE_COLUMNS, type Erasure, showErasure } from './erasures.ts'

export type ErasureEntry = Pick<Erasure, 'workspaceId' | 'contactId' | 'anonymousId' | 'at' | 'report'>

/**
 * After a backup was restored: erases again whoever had been erased, and blocks their addresses again. Without `entries`, those
 * that the restored database itself knows; erasures younger than the backup must be given, from a list kept beside it
 * (`carillon privacy erasures`). Gives how many people had come back.
 */
export async function reapplyErasures(core: Core, entries?: readonly ErasureEntry[]): Promise<number> {
  let erased = 0
  for await (const entry of entries ?? knownErasures(core)) {
    const { workspaceId, contactId, anonymousId, at, report } = entry
    const there = await core.db.directSystem(async (client) => {
      await client.query(
        `INSERT INTO erasures (workspace_id, contact_id, anonymous_id, requested_by, at, report) VALUES ($1, $2, $3, 'restore', $4, $5)
         ON CONFLICT (workspace_id, contact_id) DO NOTHING`,
        [workspaceId, contactId, anonymousId, at, JSON.stringify(report)],
      )
      const blocked = report.blocked.map(({ kind, hash }) => ({ kind, hash: Buffer.from(hash, 'hex') }))
      await blockErased(client, workspaceId, blocked)
      const { rowCount } = await client.query('SELECT FROM contacts WHERE workspace_id = $1 AND id = $2', [
        workspaceId,
        contactId,
      ])
      return rowCount === 1
    })
    if (!there) continue
    await eraseContact(core, systemActor(workspaceId, 'restore'), contactId)
    erased++
  }
  return erased
}

/** Every erasure of all workspaces, oldest first. */
export async function* knownErasures(core: Core): AsyncGenerator<Erasure> {
  let last = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const { rows } = await core.db.directSystem((client) =>
      client.query(`SELECT ${ERASURE_COLUMNS} FROM erasures WHERE id > $1 ORDER BY id LIMIT 500`, [last]),
    )
    if (rows.length === 0) return
    yield* rows.map(showErasure)
    last = rows.at(-1).id
  }
}
