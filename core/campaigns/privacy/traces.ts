import type pg from 'pg'

/** A person as they may stand in free text that came from outside: by id and by address. */
export interface TracedPerson {
  readonly workspaceId: string
  readonly contactId: string
  readonly anonymousId: string
  /** Canonical addresses. */
  readonly addresses: readonly string[]
}

/** Columns that hold words of others: answers of providers, of ours to requests, of alarms. */
const TEXTS: readonly { table: string; column: string; json: boolean; everywhere?: true }[] = [
  { table: 'idempotency_keys', column: 'response', json: true },
  { table: 'alerts', column: 'data', json: true },
  { table: 'imports', column: 'problem', json: true },
  { table: 'accounts', column: 'health', json: true },
  { table: 'account_breakers', column: 'reason', json: false },
  // Codes of providers are counted over all workspaces; the sample may quote an address.
  { table: 'unmapped_codes', column: 'sample', json: false, everywhere: true },
]

const ERASED = '[erased]'

/**
 * Takes a person's addresses and id out of free text; gives how many rows changed. Answers kept for repeated requests are
 * rewritten, not deleted: the same request again must still find that it was done.
 */
export async function scrubTraces(
  client: pg.PoolClient,
  person: TracedPerson,
): Promise<{ texts: number; rejects: number }> {
  const { workspaceId, contactId, anonymousId, addresses } = person
  const pattern = addressPattern(addresses)
  let texts = 0
  for (const { table, column, json, everywhere } of TEXTS) {
    const named = `replace(replace(${column}::text, $1::text, $2::text), replace($1::text, '-', ''), replace($2::text, '-', ''))`
    const { rowCount } = await client.query(
      `UPDATE ${table} SET ${column} = regexp_replace(${named}, $3::text, '${ERASED}', 'gi')${json ? '::jsonb' : ''}
       WHERE ${everywhere ? '$4::uuid IS NOT NULL' : 'workspace_id = $4::uuid'}
         AND (${column}::text ~* $3::text OR strpos(${column}::text, $1::text) > 0 OR strpos(${column}::text, replace($1::text, '-', '')) > 0)`,
      [contactId, anonymousId, pattern, workspaceId],
    )
    texts += rowCount ?? 0
  }
  return { texts, rejects: await scrubRejects(client, workspaceId, pattern) }
}

/** The refused row stays in the report by its line; what stood in it goes, all of it, since the name stands beside the address. */
export async function scrubRejects(client: pg.PoolClient, workspaceId: string, pattern: string): Promise<number> {
  const { rowCount } = await client.query(
    `UPDATE import_rejects SET raw = '', code = 'erased', reason = 'erased at the request of the person'
     WHERE workspace_id = $1 AND (raw ~* $2 OR reason ~* $2)`,
    [workspaceId, pattern],
  )
  return rowCount ?? 0
}

const NEVER = '(?!)'

/** Finds addresses in text, in any case; a phone number also with blanks, dots and without its country code. */
export function addressPattern(addresses: readonly string[]): string {
  const forms = addresses.flatMap((address) => {
    const inJson = JSON.stringify(address).slice(1, -1)
    const literal = [...new Set([address, inJson])].map(escaped)
    return /^\+\d{7,15}$/.test(address) ? [...literal, phonePattern(address)] : literal
  })
  return forms.length ? forms.join('|') : NEVER
}

const NATIONAL_DIGITS = 9

const phonePattern = (number: string) => [...number.slice(1).slice(-NATIONAL_DIGITS)].join('[ ().\\-/\u00a0]{0,2}')

const escaped = (text: string) => text.replace(/[^\p{L}\p{N}\s]/gu, '\\$&')
