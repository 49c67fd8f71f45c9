import { createCampaign } from '../../campaigns/drafts.ts'
import type { CampaignRow } from '../../campaigns/model.ts'
import type { Plan } from '../../campaigns/schema.ts'
import { BASES, type Basis } from '../../consent/gate.ts'
import type { Core } from '../../context.ts'
import type { Actor } from '../../workspaces/actor.ts'
import { CliError, EXIT } from '../exit.ts'
import { findAccount, findThing } from './find.ts'

/** A campaign in words of the command line. */
export interface PlanOptions {
  readonly name?: string
  readonly list?: readonly string[]
  readonly segment?: readonly string[]
  readonly template?: string
  readonly account?: string
  readonly basis?: string
  readonly purpose?: string
  readonly at?: string
  readonly perSecond?: string
}

export const isPlanned = ({ list, segment, template }: PlanOptions) =>
  Boolean(list?.length || segment?.length || template)

/** Makes the draft that the options describe. What is missing is said before anything is made. */
export async function createPlanned(core: Core, actor: Actor, options: PlanOptions): Promise<CampaignRow> {
  const { list = [], segment = [], template, basis, purpose = 'marketing' } = options
  if (list.length + segment.length === 0) throw new CliError('Say to whom: --list or --segment.', EXIT.usage)
  if (!template) throw new CliError('Say what: --template.', EXIT.usage)
  if (!basis) throw new CliError(`Say on which lawful basis: --basis ${BASES.join(' | ')}.`, EXIT.usage)
  if (!BASES.includes(basis as Basis))
    throw new CliError(`--basis ${basis} is not one of ${BASES.join(', ')}.`, EXIT.usage)
  const schedule = scheduleOf(options.at)
  const limits = limitsOf(options.perSecond)
  const { workspaceId } = actor
  const plan = await core.db.tenant(workspaceId, async (trx): Promise<Plan> => {
    const content = await findThing(trx, workspaceId, 'template', template)
    const account = await findAccount(trx, workspaceId, content.channel, options.account)
    const include: NonNullable<Plan['audience']>['include'] = []
    for (const words of list)
      include.push({ source: 'list', definition: { listId: (await findThing(trx, workspaceId, 'list', words)).id } })
    for (const words of segment)
      include.push({
        source: 'segment',
        definition: { segmentId: (await findThing(trx, workspaceId, 'segment', words)).id },
      })
    return {
      audience: { include, exclude: [] },
      strategy: 'all',
      steps: [{ channel: content.channel, accountId: account.id, templateId: content.id }],
      purpose,
      basis: basis as Basis,
      schedule,
      ...(limits ? { limits } : {}),
    }
  })
  return createCampaign(core, actor, {
    name: options.name ?? `${template}, ${[...list, ...segment].join(' + ')}`.slice(0, 200),
    plan,
  })
}

function scheduleOf(at: string | undefined): NonNullable<Plan['schedule']> {
  if (!at) return { kind: 'now' }
  const when = new Date(at)
  if (Number.isNaN(when.getTime()))
    throw new CliError(`--at ${at} is not a time such as 2030-03-01T09:00Z.`, EXIT.usage)
  return { kind: 'at', at: when.toISOString() }
}

function limitsOf(perSecond: string | undefined): Plan['limits'] | null {
  if (perSecond === undefined) return null
  const rate = Number(perSecond)
  if (!(rate >= 0.01 && rate <= 1_000_000))
    throw new CliError(`--per-second ${perSecond} is not a number from 0.01 to 1000000.`, EXIT.usage)
  return { perSecond: rate }
}
