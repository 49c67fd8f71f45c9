import type { Core } from '../context.ts'
import type { RunningSandbox } from '../contracts/index.ts'

/** Settings that say where a provider is; the sender's name and address are the person's own. */
const PLACE = ['host', 'port', 'baseUrl', 'security'] as const

/** Where a stand-in is, of its settings. */
export const placeOf = (settings: RunningSandbox['settings']) =>
  Object.fromEntries(PLACE.flatMap((name) => (name in settings ? [[name, settings[name]!]] : [])))

/** Points every account that is marked as a stand-in's at the running sandbox. Gives how many had to be changed. */
export async function followSandbox(core: Core, provider: string, sandbox: RunningSandbox): Promise<number> {
  const place = placeOf(sandbox.settings)
  return core.db.directSystem(async (client) => {
    const { rows } = await client.query(
      `UPDATE accounts SET settings = settings || $2::jsonb, version = version + 1, updated_at = now()
       WHERE sandbox AND provider = $1 AND NOT settings @> $2::jsonb RETURNING workspace_id, id`,
      [provider, JSON.stringify(place)],
    )
    // What was learned of the old place says nothing of the new one.
    for (const row of rows)
      await client.query('DELETE FROM account_breakers WHERE workspace_id = $1 AND account_id = $2', [
        row.workspace_id,
        row.id,
      ])
    return rows.length
  })
}
