import type pg from 'pg'
import { causeOf } from '../../events/details.ts'
import type { Registries } from '../../infra/registries.ts'

/** What went wrong in one class, with the provider's codes. `count` is of messages as they stand; codes count what happened. */
export interface FailureClass {
  readonly class: string
  readonly count: number
  readonly codes: readonly { readonly code: string; readonly count: number; readonly meaning: string | null }[]
}

export interface Causes {
  readonly failed: readonly FailureClass[]
  /** Tries that were put off, by class; they may have been sent since. */
  readonly deferred: readonly FailureClass[]
  readonly unknown: readonly FailureClass[]
  readonly bounced: readonly FailureClass[]
}

const MOST_CODES = 50

/** Why messages failed, were put off or are of unknown fate, with what the providers' error tables say of each code. */
export async function readCauses(
  client: pg.PoolClient,
  registries: Registries,
  workspaceId: string,
  campaign: { readonly id: string; readonly providers: readonly string[]; readonly failures: Record<string, number> },
): Promise<Causes> {
  const { rows } = await client.query(
    `SELECT kind, sum(count)::bigint AS count FROM event_rollups
     WHERE workspace_id = $1 AND campaign_id = $2 AND strpos(kind, '/') > 0 GROUP BY kind ORDER BY count DESC, kind`,
    [workspaceId, campaign.id],
  )
  const causes = rows.map((row) => causeOf(row.kind, Number(row.count))!)
  const meaningOf = meanings(registries, campaign.providers)
  const of = (kind: string): FailureClass[] =>
    [
      ...Map.groupBy(
        causes.filter((cause) => cause.kind === kind),
        (cause) => cause.class,
      ),
    ].map(([name, own]) => ({
      class: name,
      count: own.reduce((sum, cause) => sum + cause.count, 0),
      codes: own.slice(0, MOST_CODES).map(({ code, count }) => ({ code, count, meaning: meaningOf(code) })),
    }))
  const seen = new Map(of('failed').map((one) => [one.class, one.codes]))
  const failed = Object.entries(campaign.failures).map(([name, count]) => ({
    class: name,
    count,
    codes: seen.get(name) ?? [],
  }))
  return {
    failed: failed.filter((one) => one.count > 0).sort((a, b) => b.count - a.count),
    deferred: of('deferred'),
    unknown: of('unknown'),
    bounced: of('bounced'),
  }
}

/** In the words of the tables of those providers that carried the campaign. */
function meanings(registries: Registries, providers: readonly string[]): (code: string) => string | null {
  const known = new Map<string, string>()
  for (const id of providers)
    for (const row of registries.providers.get(id)?.errors.rows ?? [])
      if (!known.has(row.code)) known.set(row.code, row.meaning)
  // A code of several words, '550 5.1.1': as a whole, else by its most particular word, which comes last.
  return (code) => {
    const found = [code, ...code.split(' ').reverse()].find((word) => known.has(word))
    return found === undefined ? null : known.get(found)!
  }
}
