import { readiness } from '../../accounts/domains/check.ts'
import { AccountRow } from '../../accounts/model.ts'
import { unsealSettings } from '../../accounts/settings.ts'
import type { Core } from '../../context.ts'
import type { Trx } from '../../infra/postgres.ts'
import type { FrozenPlan } from '../freeze.ts'
import type { Explanation, Plan } from '../schema.ts'
import { type Finding, ofStep } from './finding.ts'

const DAY_SECONDS = 86_400
const EXPIRES_HOURS = 168
/** From so many a day on mailbox providers ask for SPF, DKIM and DMARC together. */
const BULK = 5_000

/** Whether each account is up to what it is to carry: health, doors, speed, the domain it sends from. */
export async function accountFindings(
  core: Core,
  trx: Trx,
  workspaceId: string,
  input: { readonly frozen: FrozenPlan; readonly plan: Plan; readonly explanation: Explanation },
): Promise<Finding[]> {
  const found: Finding[] = []
  for (const [index, step] of input.frozen.steps.entries()) {
    const row = await AccountRow.query(trx).where({ workspace_id: workspaceId, id: step.accountId }).first()
    if (!row) continue
    const messages = input.explanation.steps[index]?.sendable ?? 0
    found.push(...stateFindings(index, row))
    const shut = await trx('account_breakers')
      .where({ workspace_id: workspaceId, account_id: row.id, destination: '' })
      .where('open_until', '>', trx.fn.now())
      .first('reason')
    if (shut)
      found.push(
        ofStep(
          index,
          'accountId',
          'risk',
          'account_closed',
          `The account takes nothing for now: ${shut.reason ?? ''}`,
          { reason: shut.reason ?? '' },
        ),
      )
    found.push(...speedFindings(core, index, row, messages, input.plan))
    if (!row.sandbox) found.push(...(await domainFindings(core, trx, index, row, messages)))
  }
  return found
}

function stateFindings(index: number, row: AccountRow): Finding[] {
  const { name, health, sandbox } = row
  if (sandbox)
    return [
      ofStep(index, 'accountId', 'info', 'sandbox', `"${name}" is a stand-in on this machine: nothing leaves it.`, {
        name,
      }),
    ]
  if (!health)
    return [
      ofStep(index, 'accountId', 'info', 'account_untested', `The connection of "${name}" was never tested.`, { name }),
    ]
  if (health.ok) return []
  const message = `The last test of "${name}" failed: ${health.message}`
  return [ofStep(index, 'accountId', 'risk', 'account_unhealthy', message, { name, reason: health.message })]
}

/** How long the declared limits make it take. */
function speedFindings(core: Core, index: number, row: AccountRow, messages: number, plan: Plan): Finding[] {
  const provider = core.registries.providers.get(row.provider)
  const limits = provider?.limits(unsealSettings(core.vault, row) as never) ?? []
  const rates = [
    ...limits.map((limit) => limit.amount / limit.perSeconds),
    plan.limits?.perSecond ?? Number.POSITIVE_INFINITY,
  ]
  const seconds = messages / Math.min(...rates)
  const hours = Math.ceil(seconds / 3_600)
  const validity = plan.limits?.expiresHours ?? EXPIRES_HOURS
  if (hours > validity) {
    const message = `At the rate of the account it takes about ${hours} hours; after ${validity} hours the rest is not sent any more.`
    return [ofStep(index, 'accountId', 'risk', 'slower_than_validity', message, { hours, validity })]
  }
  if (seconds <= DAY_SECONDS) return []
  const message = `At the rate of the account it takes about ${hours} hours.`
  return [ofStep(index, 'accountId', 'risk', 'takes_days', message, { hours })]
}

/** Whether the DNS records of the domains it sends from are right, by the last check. */
async function domainFindings(
  core: Core,
  trx: Trx,
  index: number,
  row: AccountRow,
  messages: number,
): Promise<Finding[]> {
  const domains = core.registries.providers.get(row.provider)?.domains?.(row.settings as never) ?? []
  const found: Finding[] = []
  for (const domain of new Set(domains)) {
    const known = await trx('sending_domains').where({ workspace_id: row.workspaceId, domain }).first('records')
    const ready = known?.records ? readiness(known.records) : null
    if (!ready)
      found.push(
        ofStep(
          index,
          'accountId',
          'info',
          'domain_unchecked',
          `Whether ${domain} may send was never checked: add it to the sending domains.`,
          { domain },
        ),
      )
    else if (!ready.any)
      found.push(
        ofStep(
          index,
          'accountId',
          'risk',
          'domain_unauthenticated',
          `Neither SPF nor DKIM of ${domain} is right: most mailboxes refuse such mail.`,
          { domain },
        ),
      )
    else if (!ready.bulk && messages >= BULK)
      found.push(
        ofStep(
          index,
          'accountId',
          'risk',
          'domain_not_for_bulk',
          `For so many messages SPF, DKIM and DMARC of ${domain} must all be right.`,
          { domain, messages },
        ),
      )
  }
  return found
}
