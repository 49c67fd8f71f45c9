import type { Core } from '../context.ts'
import type { Carrier, Json, Provider } from '../contracts/index.ts'
import { providerHost } from './host.ts'

/** An account with its provider opened on its unsealed settings. */
export interface OpenAccount {
  readonly id: string
  readonly workspaceId: string
  readonly provider: Provider
  readonly settings: Record<string, Json>
  readonly policy: 'at_least_once' | 'at_most_once' | null
  readonly version: number
  readonly carrier: Carrier
}

/** Carriers of one process: opened at first use, opened again when the account was changed, closed at the end. */
export interface Accounts {
  /** @throws Error with a sentence when the account is gone, its provider is not mounted, or it cannot be opened. */
  open(workspaceId: string, accountId: string): Promise<OpenAccount>
  close(): Promise<void>
}

/** Associated data of the sealed part of an account: a sealed value of one account opens in no other. */
export const secretsContext = (workspaceId: string, accountId: string) => `${workspaceId}:accounts.secrets:${accountId}`

export function createAccounts(core: Core, signal: AbortSignal): Accounts {
  const opened = new Map<string, Promise<OpenAccount>>()

  const load = async (workspaceId: string, accountId: string) =>
    core.db.tenant(workspaceId, (trx) => trx('accounts').where({ workspace_id: workspaceId, id: accountId }).first())

  const start = async (workspaceId: string, row: any): Promise<OpenAccount> => {
    const provider = core.registries.providers.get(row.provider)
    if (!provider) throw new Error(`The provider "${row.provider}" of account "${row.name}" is not mounted.`)
    const secrets = row.secrets
      ? JSON.parse(core.vault.open(row.secrets, secretsContext(row.workspace_id, row.id)))
      : {}
    const settings = { ...row.settings, ...secrets }
    const log = core.log.child({ account: row.id, provider: row.provider })
    const carrier = await provider.open(settings, providerHost(core, workspaceId, settings, log, signal))
    return {
      id: row.id,
      workspaceId: row.workspace_id,
      provider,
      settings,
      policy: row.policy,
      version: row.version,
      carrier,
    }
  }

  return {
    async open(workspaceId, accountId) {
      const row = await load(workspaceId, accountId)
      if (!row) throw new Error('The account no longer exists.')
      const key = `${accountId}@${row.version}`
      for (const old of [...opened.keys()].filter((k) => k.startsWith(`${accountId}@`) && k !== key)) {
        const stale = opened.get(old)!
        opened.delete(old)
        // What is on the wire through the old carrier may finish: closing waits for it.
        void stale.then((account) => account.carrier.close?.()).catch(() => {})
      }
      let account = opened.get(key)
      if (!account) {
        account = start(workspaceId, row)
        opened.set(key, account)
        account.catch(() => opened.delete(key))
      }
      return account
    },
    async close() {
      const all = [...opened.values()]
      opened.clear()
      await Promise.allSettled(all.map(async (account) => (await account).carrier.close?.()))
    },
  }
}
