import { domainToASCII } from 'node:url'
import type { Core } from '../../context.ts'
import { invalid, notFound, Problem, sqlState } from '../../errors.ts'
import { uuid7 } from '../../infra/ids.ts'
import type { Trx } from '../../infra/postgres.ts'
import type { Actor } from '../../workspaces/actor.ts'
import { audit } from '../../workspaces/audit.ts'
import { checkRecords, type Domain, readiness, wantedRecords } from './check.ts'
import { createDns } from './dns.ts'
import { keyContext, makeKeyPair } from './keys.ts'
import { canonicalDomain, type DomainChange, type DomainInput, type DomainRecord } from './schema.ts'

/** A row of sending_domains. */
export type DomainRow = Record<string, any>

/** A domain as the API shows it: the records to set, and what the last check found of each that is still the same. */
export function showDomain({ config }: Pick<Core, 'config'>, row: DomainRow) {
  const last = (row.records ?? []) as DomainRecord[]
  const records = wantedRecords(domainOf(row), config).map((wanted): DomainRecord => {
    const known = last.find((one) => one.id === wanted.id && one.host === wanted.host && one.value === wanted.value)
    return known ?? { ...wanted, state: 'unchecked', found: [], problem: null }
  })
  const { any, bulk, warnings } = readiness(records)
  return {
    id: row.id as string,
    domain: row.domain as string,
    selector: row.dkim_selector as string,
    spfInclude: row.spf_include as string | null,
    returnPath: row.return_path as string | null,
    records,
    ready: { any, bulk },
    warnings: row.checked_at ? warnings : [],
    checkedAt: (row.checked_at?.toISOString() ?? null) as string | null,
    createdAt: row.created_at.toISOString() as string,
    updatedAt: row.updated_at.toISOString() as string,
  }
}

const domainOf = (row: DomainRow): Domain => ({
  domain: row.domain,
  selector: row.dkim_selector,
  publicKey: row.dkim_public,
  spfInclude: row.spf_include,
  returnPath: row.return_path,
})

/** @throws 404 */
export async function findDomain(trx: Trx, workspaceId: string, id: string): Promise<DomainRow> {
  const row = await trx('sending_domains').where({ workspace_id: workspaceId, id }).first()
  if (!row) throw notFound('domain')
  return row
}

export async function createDomain(core: Core, actor: Actor, input: DomainInput): Promise<DomainRow> {
  const domain = canonicalDomain(input.domain, domainToASCII)
  if (!domain) throw invalid([{ field: '/domain', code: 'format', message: 'is no domain such as shop.example' }])
  const { workspaceId } = actor
  const id = uuid7()
  const { publicKey, privateKey } = await makeKeyPair()
  const row = {
    workspace_id: workspaceId,
    id,
    domain,
    // Another installation, or a key of tomorrow, has another name beside it.
    dkim_selector: `carillon-${id.slice(-6)}`,
    dkim_public: publicKey,
    dkim_private: core.vault.seal(privateKey, keyContext(workspaceId, id)),
    spf_include: input.spfInclude ?? null,
    return_path: input.returnPath ?? null,
  }
  return core.db.tenant(workspaceId, async (trx) => {
    const [made] = await trx('sending_domains')
      .insert(row)
      .returning('*')
      .catch((error) => {
        if (sqlState(error) !== '23505') throw error
        throw new Problem('already_exists', 'This domain is here already.', { cause: error })
      })
    await audit(trx, actor, {
      action: 'domain.create',
      objectType: 'domain',
      objectId: id,
      after: { domain, selector: row.dkim_selector },
    })
    return made
  })
}

export async function changeDomain(trx: Trx, actor: Actor, id: string, change: DomainChange): Promise<DomainRow> {
  const before = await findDomain(trx, actor.workspaceId, id)
  const patch = {
    ...(change.spfInclude !== undefined ? { spf_include: change.spfInclude } : {}),
    ...(change.returnPath !== undefined ? { return_path: change.returnPath } : {}),
  }
  const [after] = await trx('sending_domains')
    .where({ workspace_id: actor.workspaceId, id })
    .update({ ...patch, updated_at: trx.fn.now() }, '*')
  await audit(trx, actor, {
    action: 'domain.update',
    objectType: 'domain',
    objectId: id,
    before: { spfInclude: before.spf_include, returnPath: before.return_path },
    after: change,
  })
  return after
}

/** @throws Problem conflict naming an account whose settings name the domain: it signs with the key that would go. */
export async function removeDomain(trx: Trx, actor: Actor, id: string): Promise<void> {
  const { workspaceId } = actor
  const { domain } = await findDomain(trx, workspaceId, id)
  const used = await trx('accounts')
    .where({ workspace_id: workspaceId })
    .whereRaw("jsonb_path_exists(settings, '$.* \\? (@ == $domain)', jsonb_build_object('domain', ?::text))", [domain])
    .first('name')
  if (used) throw new Problem('conflict', `The account “${used.name}” names this domain. Take it out there first.`)
  await trx('sending_domains').where({ workspace_id: workspaceId, id }).delete()
  await audit(trx, actor, { action: 'domain.remove', objectType: 'domain', objectId: id, before: { domain } })
}

/** Looks the records up now and keeps what was found. */
export async function checkDomain(core: Core, actor: Actor, id: string): Promise<DomainRow> {
  const { workspaceId } = actor
  const row = await core.db.tenant(workspaceId, (trx) => findDomain(trx, workspaceId, id))
  const records = await checkRecords(createDns(core.config.dnsServers), domainOf(row), core.config)
  return core.db.tenant(workspaceId, async (trx) => {
    const [after] = await trx('sending_domains')
      .where({ workspace_id: workspaceId, id })
      .update({ records: JSON.stringify(records), checked_at: trx.fn.now() }, '*')
    if (!after) throw notFound('domain')
    const states = Object.fromEntries(records.map((one) => [one.id, one.state]))
    await audit(trx, actor, { action: 'domain.check', objectType: 'domain', objectId: id, after: states })
    return after
  })
}
