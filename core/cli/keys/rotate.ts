import { resealDomains } from '../../accounts/domains/keys.ts'
import { resealAccounts } from '../../accounts/reseal.ts'
import { resealSearches } from '../../campaigns/privacy/search.ts'
import { resealAll } from '../../contacts/reseal.ts'
import type { Core } from '../../context.ts'
import { resealRoot } from '../../infra/root-key.ts'

export interface Rotated {
  readonly accounts: number
  readonly people: number
}

/**
 * Seals everything under the current key: workspace after workspace, people 500 at a time, each page for itself. Broken off, it is
 * begun again: what is done is passed over.
 */
export async function resealEverything(core: Core, say: (line: string) => void): Promise<Rotated> {
  const workspaces: { id: string; slug: string }[] = await core.db.system((trx) =>
    trx('workspaces').orderBy('id').select('id', 'slug'),
  )
  const sum = { accounts: 0, people: 0 }
  for (const { id, slug } of workspaces) {
    const accounts = await resealAccounts(core, id)
    await resealDomains(core, id)
    const people = await resealAll(core, id, { onPage: (done) => say(`${slug}: ${done} people looked at`) })
    sum.accounts += accounts.resealed
    sum.people += people.resealed
  }
  await resealSearches(core)
  // Last: as long as it names the old key, a start without that key is refused.
  await resealRoot(core.db, core.vault)
  return sum
}
