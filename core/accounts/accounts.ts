import type { Core } from '../context.ts'
import type { Health, Provider } from '../contracts/index.ts'
import { invalid, notFound, Problem } from '../errors.ts'
import { uuid7 } from '../infra/ids.ts'
import type { Trx } from '../infra/postgres.ts'
import type { Actor } from '../workspaces/actor.ts'
import { audit } from '../workspaces/audit.ts'
import { providerHost } from './host.ts'
import { AccountRow } from './model.ts'
import type { AccountPatch, AccountWrite } from './schema.ts'
import { checkSettings, sealSettings, secretNames, unsealSettings } from './settings.ts'

export async function findAccount(trx: Trx, workspaceId: string, id: string): Promise<AccountRow> {
  const row = await AccountRow.query(trx).where({ workspace_id: workspaceId, id }).first()
  if (!row) throw notFound('account')
  return row
}

export async function createAccount(
  core: Core,
  actor: Actor,
  input: AccountWrite & { sandbox?: boolean },
): Promise<AccountRow> {
  const provider = providerOf(core, input.provider)
  const { values, problems } = checkSettings(provider, withoutCleared(provider, input.settings))
  if (problems.length) throw invalid(problems)
  const { workspaceId } = actor
  const id = uuid7()
  return core.db.tenant(workspaceId, async (trx) => {
    await AccountRow.query(trx).insert({
      workspaceId,
      id,
      name: input.name,
      channel: provider.channel,
      provider: provider.id,
      policy: input.policy ?? null,
      sandbox: input.sandbox ?? false,
      ...sealSettings(core.vault, provider, workspaceId, id, values),
    })
    await audit(trx, actor, {
      action: 'account.create',
      objectType: 'account',
      objectId: id,
      after: { name: input.name, provider: provider.id, settings: withoutSecrets(provider, values) },
    })
    return findAccount(trx, workspaceId, id)
  })
}

/** Changes settings field by field: what is not named stays, an empty secret stays. Open carriers see the new version at their next group. */
export async function updateAccount(core: Core, actor: Actor, id: string, input: AccountPatch): Promise<AccountRow> {
  const { workspaceId } = actor
  return core.db.tenant(workspaceId, async (trx) => {
    const row = await AccountRow.query(trx).where({ workspace_id: workspaceId, id }).forUpdate().first()
    if (!row) throw notFound('account')
    const provider = providerOf(core, row.provider)
    const patch: Record<string, unknown> = { updatedAt: new Date(), version: row.version + 1 }
    for (const field of ['name', 'policy', 'state'] as const)
      if (input[field] !== undefined) patch[field] = input[field]
    if (input.settings) {
      const secrets = new Set(secretNames(provider))
      const given = Object.fromEntries(
        Object.entries(input.settings).filter(
          ([name, value]) => !(secrets.has(name) && (value === '' || value === null)),
        ),
      )
      const merged = withoutCleared(provider, { ...unsealSettings(core.vault, row), ...given })
      const { values, problems } = checkSettings(provider, merged)
      if (problems.length) throw invalid(problems)
      Object.assign(patch, sealSettings(core.vault, provider, workspaceId, id, values))
      // What was wrong with the old settings says nothing of the new ones.
      await trx('account_breakers').where({ workspace_id: workspaceId, account_id: id }).delete()
    }
    await AccountRow.query(trx).where({ workspace_id: workspaceId, id }).patch(patch)
    await audit(trx, actor, {
      action: 'account.update',
      objectType: 'account',
      objectId: id,
      before: { name: row.name, policy: row.policy, state: row.state, settings: row.settings },
      after: { ...input, ...(input.settings ? { settings: withoutSecrets(provider, input.settings) } : {}) },
    })
    return findAccount(trx, workspaceId, id)
  })
}

export async function deleteAccount(core: Core, actor: Actor, id: string): Promise<void> {
  const { workspaceId } = actor
  await core.db.tenant(workspaceId, async (trx) => {
    const row = await findAccount(trx, workspaceId, id)
    const used = await trx('run_steps as s')
      .join('runs as r', (join) => join.on('r.workspace_id', 's.workspace_id').andOn('r.id', 's.run_id'))
      .where({ 's.workspace_id': workspaceId, 's.account_id': id })
      .whereIn('r.state', ['expanding', 'running', 'paused'])
      .first('r.id')
    if (used)
      throw new Problem(
        'conflict',
        `The account "${row.name}" still has messages to send. Cancel or finish them first, or pause the account.`,
      )
    await AccountRow.query(trx).where({ workspace_id: workspaceId, id }).delete()
    await trx('account_breakers').where({ workspace_id: workspaceId, account_id: id }).delete()
    await trx('account_buckets').where({ workspace_id: workspaceId, account_id: id }).delete()
    await audit(trx, actor, {
      action: 'account.delete',
      objectType: 'account',
      objectId: id,
      before: { name: row.name, provider: row.provider },
    })
  })
}

/** "Test connection": the provider's own words, kept beside the account. */
export async function checkAccount(core: Core, actor: Actor, id: string): Promise<Health> {
  const { workspaceId } = actor
  const row = await core.db.tenant(workspaceId, (trx) => findAccount(trx, workspaceId, id))
  const provider = providerOf(core, row.provider)
  const health = await askHealth(core, workspaceId, provider, unsealSettings(core.vault, row))
  await core.db.tenant(workspaceId, async (trx) => {
    await AccountRow.query(trx)
      .where({ workspace_id: workspaceId, id })
      .patch({ health: { ...health, at: new Date().toISOString() } })
    await audit(trx, actor, { action: 'account.check', objectType: 'account', objectId: id, after: { ok: health.ok } })
  })
  return health
}

async function askHealth(
  core: Core,
  workspaceId: string,
  provider: Provider,
  settings: Record<string, any>,
): Promise<Health> {
  const stop = AbortSignal.timeout(20_000)
  try {
    const log = core.log.child({ provider: provider.id })
    const carrier = await provider.open(settings, providerHost(core, workspaceId, settings, log, stop))
    try {
      return (await carrier.check?.()) ?? { ok: true, message: 'This provider has no connection to test.' }
    } finally {
      await carrier.close?.()
    }
  } catch (error) {
    return {
      ok: false,
      message: error instanceof Error ? error.message : String(error),
      hint: 'Check the settings and try again.',
    }
  }
}

export function providerOf(core: Core, id: string): Provider {
  const provider = core.registries.providers.get(id)
  if (!provider)
    throw invalid([
      {
        field: '/provider',
        code: 'unknown',
        message: `There is no provider "${id}" here. Known: ${[...core.registries.providers.keys()].join(', ')}.`,
      },
    ])
  return provider
}

/** A form sends '' or null for a field that was left empty or emptied: what may be left out then is. */
function withoutCleared({ settings }: Provider, values: Record<string, unknown>) {
  const required = new Set<string>(settings.required ?? [])
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => required.has(name) || (value !== '' && value !== null)),
  )
}

function withoutSecrets(provider: Provider, values: Record<string, unknown>) {
  const secrets = new Set(secretNames(provider))
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, secrets.has(name) ? '[secret]' : value]),
  )
}
