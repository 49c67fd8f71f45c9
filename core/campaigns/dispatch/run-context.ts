import { type Breaker, readBreakers } from '../../accounts/breaker.ts'
import type { Accounts, OpenAccount } from '../../accounts/open.ts'
import { groupWithin } from '../../accounts/pace.ts'
import type { GateQuestion } from '../../consent/gate.ts'
import type { Core } from '../../context.ts'
import type { Channel, RateLimit } from '../../contracts/index.ts'
import { createLinkSigner, localeOrder } from '../../events/tokens.ts'
import { withFiles } from '../../files/content.ts'
import { createRenderer, type FrozenContent, type Renderer, templateScope } from '../../templates/render.ts'
import { type Letterhead, letterhead } from '../../workspaces/letterhead.ts'
import { createDoors, type Doors } from './doors.ts'

/** Everything about one step of a run that does not change while it runs; made once, used for every message. */
export interface RunContext {
  readonly workspaceId: string
  readonly workspace: Letterhead
  /** The workspace lets opens be measured. */
  readonly opens: boolean
  readonly runId: string
  readonly step: number
  readonly kind: 'campaign' | 'transactional' | 'test'
  readonly campaign: { readonly id: string; readonly name: string } | null
  readonly channel: Channel
  readonly account: OpenAccount
  readonly policy: 'at_least_once' | 'at_most_once'
  readonly question: GateQuestion
  readonly renderer: Renderer
  readonly limits: readonly RateLimit[]
  readonly lanes: number
  readonly group: number
  readonly expiresAt: Date | null
  readonly urls: Urls
  /** The account's breaker as a whole; null when it is not in trouble. */
  readonly sender: Breaker | null
  readonly doors: Doors
}

/** Makes a message's addresses from one signature. */
export interface Urls {
  token(contactId: string, locale: string): string
  readonly base: string
}

/** @throws Error with a sentence when the run cannot be worked on (account gone, content does not compile). */
export async function loadRunContext(
  core: Core,
  accounts: Accounts,
  input: { workspaceId: string; runId: string; step: number },
): Promise<RunContext> {
  const { workspaceId, runId, step } = input
  const row = await core.db.tenant(workspaceId, async (trx) => {
    const run = await trx('runs as r')
      .join('run_steps as s', (join) => join.on('s.workspace_id', 'r.workspace_id').andOn('s.run_id', 'r.id'))
      .leftJoin('campaigns as c', (join) => join.on('c.workspace_id', 'r.workspace_id').andOn('c.id', 'r.campaign_id'))
      .join('workspaces as w', 'w.id', 'r.workspace_id')
      .where({ 'r.workspace_id': workspaceId, 'r.id': runId, 's.step': step })
      .first(
        'r.*',
        's.channel',
        's.account_id',
        's.policy',
        's.content',
        'c.name as campaign_name',
        'w.name as workspace_name',
        'w.settings as workspace_settings',
      )
    const attributes = await trx('attribute_definitions')
      .where({ workspace_id: workspaceId, sensitive: false })
      .pluck('name')
    return run && { ...run, attributes }
  })
  if (!row) throw new Error('The run no longer exists.')
  const channel = core.registries.channels.get(row.channel)
  if (!channel) throw new Error(`The channel "${row.channel}" is not mounted.`)
  const engine = core.registries.templateEngines.get('handlebars')
  if (!engine) throw new Error('No template engine is mounted.')
  const account = await accounts.open(workspaceId, row.account_id)
  const limits = [...account.provider.limits(account.settings), ...rateOfRun(row.snapshot)]
  const frozen = row.content as FrozenContent
  const content = { ...frozen, locales: await withFiles(core, workspaceId, frozen.locales) }
  const flight = account.provider.flight(account.settings)
  const breakers = await core.db.direct(workspaceId, (client) => readBreakers(client, workspaceId, account.id))
  return {
    workspaceId,
    workspace: letterhead(row.workspace_name, row.workspace_settings),
    opens: row.workspace_settings.tracking?.opens !== false,
    runId,
    step,
    kind: row.kind,
    campaign: row.campaign_id ? { id: row.campaign_id, name: row.campaign_name ?? '' } : null,
    channel,
    account,
    policy: row.policy,
    question: {
      channel,
      purpose: row.purpose,
      basis: row.basis,
      cap: row.snapshot?.limits?.frequencyCap,
      quiet: row.snapshot?.limits?.quietHours,
    },
    renderer: createRenderer(channel, engine, content, templateScope(row.attributes)),
    limits,
    lanes: Math.max(1, flight.lanes),
    group: groupWithin(limits, Math.min(Math.max(1, flight.group), account.provider.capabilities.batch)),
    expiresAt: row.expires_at,
    urls: { token: tokenMaker(core, runId, step, row.content), base: core.config.trackingUrl },
    sender: breakers.find((breaker) => breaker.destination === '') ?? null,
    doors: createDoors(channel.address.destination, breakers),
  }
}

function tokenMaker(core: Core, runId: string, step: number, content: FrozenContent): Urls['token'] {
  const signer = createLinkSigner(core)
  const places = new Map(localeOrder(content.locales).map((locale, place) => [locale, place]))
  return (contactId, locale) => signer.makeToken(runId, contactId, step, places.get(locale))
}

/** A campaign's own pace is one more limit; its unit names the run, so that campaigns do not share a bucket. */
function rateOfRun(snapshot: any): RateLimit[] {
  const perSecond = snapshot?.limits?.perSecond
  return perSecond
    ? [{ unit: `run:${snapshot.runId}`, amount: perSecond, perSeconds: 1, burst: Math.max(1, perSecond) }]
    : []
}
