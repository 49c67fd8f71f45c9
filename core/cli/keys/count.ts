import type pg from 'pg'

/** How many values of a kind are sealed with which key. */
export interface Sealed {
  readonly key: string
  readonly what: 'root' | 'accounts' | 'domains' | 'contacts' | 'erasures'
  readonly values: number
}

/** Everything that is sealed anywhere, by key. Asked as the system role: it reaches over all workspaces. */
export async function countSealed(client: pg.ClientBase): Promise<Sealed[]> {
  const { rows } = await client.query<Sealed>(`
    SELECT what, key, count(*) AS values FROM (
      SELECT 'root' AS what, split_part(sealed, ':', 2) AS key FROM root_key
      UNION ALL SELECT 'accounts', split_part(secrets, ':', 2) FROM accounts WHERE secrets IS NOT NULL
      UNION ALL SELECT 'domains', split_part(dkim_private, ':', 2) FROM sending_domains
      UNION ALL SELECT 'contacts', split_part(v.value, ':', 2) FROM contacts c, jsonb_each_text(c.sealed) v WHERE c.sealed <> '{}'
      UNION ALL SELECT 'erasures', split_part(searching, ':', 2) FROM erasures WHERE searching IS NOT NULL) sealed
    GROUP BY what, key ORDER BY key, what`)
  return rows.map((row) => ({ ...row, values: Number(row.values) }))
}

export interface KeyState {
  readonly id: string
  /** What is new is sealed with this one. */
  readonly current: boolean
  /** Values that only this key opens. */
  readonly values: number
  /** Nothing needs it any more. */
  readonly canGo: boolean
}

/** The keys of the list, and those that values were sealed with and that are not in it. */
export function keyStates(
  keys: readonly string[],
  sealed: readonly Sealed[],
): { keys: KeyState[]; missing: { id: string; values: number }[] } {
  const sum = (id: string) => sealed.filter(({ key }) => key === id).reduce((all, { values }) => all + values, 0)
  const missing = [...new Set(sealed.map(({ key }) => key))].filter((id) => !keys.includes(id))
  return {
    keys: keys.map((id, index) => ({
      id,
      current: index === 0,
      values: sum(id),
      canGo: index > 0 && sum(id) === 0,
    })),
    missing: missing.map((id) => ({ id, values: sum(id) })),
  }
}
