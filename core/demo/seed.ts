import { randomInt } from 'node:crypto'
import { createAccount } from '../accounts/accounts.ts'
import { createCampaign } from '../campaigns/drafts.ts'
import type { Plan } from '../campaigns/schema.ts'
import { declareAttribute } from '../contacts/definitions/change.ts'
import type { Core } from '../context.ts'
import type { Channel } from '../contracts/index.ts'
import type { Trx } from '../infra/postgres.ts'
import { readState } from '../sandbox/state.ts'
import { createSegment } from '../segments/change.ts'
import { createList } from '../segments/lists/change.ts'
import { createTemplate, publishTemplate } from '../templates/change.ts'
import { type Actor, systemActor } from '../workspaces/actor.ts'
import { createUser, createWorkspace } from '../workspaces/users.ts'
import { writeHistory } from './history.ts'
import { HARVEST, letterContents, SUMMER } from './letters.ts'
import { makePeople, type Person } from './people.ts'
import { recordPeople } from './record.ts'

const SLUG = 'demo'
const OWNER = 'owner@demo.example'
/** Slow enough that one can watch it: some 350 mails take five seconds. */
const PER_SECOND = 70
/** Where the sandbox listens when it has not been started yet; the account follows it when it is. */
const NOT_STARTED = { host: '127.0.0.1', port: 2525, security: 'none' }

export interface SeededDemo {
  readonly workspaceId: string
  /** The campaign that is to be launched before one's eyes; null when it was launched, changed or deleted. */
  readonly campaignId: string | null
  /** The way in, known at this moment only; null when the workspace was there already. */
  readonly owner: { readonly email: string; readonly password: string } | null
}

/**
 * Makes the demo workspace, whole or not at all, once: people, consents, lists, a segment, templates, an account at the
 * sandbox, a campaign of last week, and one that is ready to be launched. When it is there already nothing is changed.
 */
export async function seedDemo(core: Core, now = new Date()): Promise<SeededDemo> {
  return core.db.system(async (trx) => {
    // Two starts at once: the second waits and then finds it done.
    await trx.raw("SELECT pg_advisory_xact_lock(hashtext('seed-demo'))")
    const found = await readDemo(trx)
    if (found) return { workspaceId: found.workspaceId, campaignId: found.campaignId, owner: null }
    return seed(within(core, trx), trx, now)
  })
}

/** The demo workspace as it is; null when there is none. `untouched`: its campaign waits to be launched, as it was seeded. */
export async function findDemo({ db }: Pick<Core, 'db'>): Promise<{ workspaceId: string; untouched: boolean } | null> {
  const found = await db.system(readDemo)
  return found && { workspaceId: found.workspaceId, untouched: found.untouched }
}

async function readDemo(trx: Trx) {
  const row = await trx('workspaces').where({ slug: SLUG }).first('id', 'settings')
  if (!row) return null
  const workspaceId: string = row.id
  const id: string | undefined = row.settings?.demo?.campaignId
  const campaign = id && (await trx('campaigns').where({ workspace_id: workspaceId, id }).first('state', 'version'))
  const untouched = campaign?.state === 'draft' && campaign.version === 1
  return { workspaceId, untouched, campaignId: untouched ? id! : null }
}

/** The verbs open their own transactions; here all of them are parts of one. */
function within(core: Core, trx: Trx): Core {
  const db = {
    ...core.db,
    tenant: <T>(_: string, work: (trx: Trx) => Promise<T>) => work(trx),
    system: <T>(work: (trx: Trx) => Promise<T>) => work(trx),
  }
  return { ...core, db }
}

async function seed(core: Core, trx: Trx, now: Date): Promise<SeededDemo> {
  const channel = core.registries.channels.get('email')
  if (!channel) throw new Error('The demo needs the plugin "email" in config/plugins.ts.')
  const { id: workspaceId } = await createWorkspace(core, {
    name: 'Demo',
    slug: SLUG,
    locale: 'en',
    timeZone: 'Europe/Paris',
    country: 'FR',
  })
  const owner = { email: OWNER, password: newPassword() }
  await createUser(core, { ...owner, name: 'Demo owner', workspaceId, role: 'owner' })
  const actor = systemActor(workspaceId, 'demo')
  await declareAttributes(trx, actor)
  const people = makePeople(channel.address, now)
  const addressIds = await recordPeople(core, trx, workspaceId, channel, people, now)
  const newsletter = await makeLists(trx, actor, people)
  await createSegment(trx, actor, {
    name: 'Regular customers who read French',
    description: 'Three orders or more, and French.',
    rules: {
      all: [
        { field: 'locale', op: 'starts_with', value: 'fr' },
        { attribute: 'orders', op: 'gte', value: 3 },
      ],
    },
  })
  const account = await createAccount(core, actor, {
    name: 'Sandbox (nothing leaves this machine)',
    provider: 'smtp',
    settings: {
      ...(readState(core.config.dataDir).settings.smtp ?? NOT_STARTED),
      fromName: 'Demo tea house',
      fromEmail: 'letter@teahouse.example',
    },
    sandbox: true,
  })
  const plan = (templateId: string): Plan => ({
    audience: { include: [{ source: 'list', definition: { listId: newsletter } }], exclude: [] },
    strategy: 'all',
    steps: [{ channel: channel.id, accountId: account.id, templateId }],
    purpose: 'marketing',
    basis: 'consent',
    schedule: { kind: 'now' },
  })
  const summer = plan(await makeTemplate(core, actor, channel, 'Summer letter', SUMMER))
  const past = await createCampaign(core, actor, { name: 'Cold tea', plan: summer })
  await writeHistory(core, trx, { workspaceId, campaignId: past.id, plan: summer, people, addressIds, now })
  const harvest = plan(await makeTemplate(core, actor, channel, 'Harvest letter', HARVEST))
  const live = await createCampaign(core, actor, {
    name: 'Autumn harvest',
    plan: { ...harvest, limits: { perSecond: PER_SECOND } },
  })
  await trx('workspaces')
    .where({ id: workspaceId })
    .update({ settings: JSON.stringify({ demo: { campaignId: live.id, reader: true } }) })
  return { workspaceId, campaignId: live.id, owner }
}

async function declareAttributes(trx: Trx, actor: Actor): Promise<void> {
  await declareAttribute(trx, actor, { name: 'city', type: 'text', label: { en: 'City', fr: 'Ville', es: 'Ciudad' } })
  await declareAttribute(trx, actor, {
    name: 'orders',
    type: 'number',
    label: { en: 'Orders', fr: 'Commandes', es: 'Pedidos' },
  })
  const since = { en: 'Customer since', fr: 'Client depuis', es: 'Cliente desde' }
  await declareAttribute(trx, actor, { name: 'customerSince', type: 'date', label: since })
}

/** Gives the id of the list that the campaigns go to: everybody who ever left an address or a name. */
async function makeLists(trx: Trx, actor: Actor, people: readonly Person[]): Promise<string> {
  const lists: readonly [name: string, description: string, who: (person: Person) => boolean][] = [
    ['Letter', 'Everybody of the shop', () => true],
    ['Regulars', 'Five orders or more', (person) => person.orders >= 5],
    [
      'Tasting evenings',
      'Came to an evening in Lyon, Paris or London',
      ({ city }) => ['Lyon', 'Paris', 'London'].includes(city),
    ],
  ]
  const ids: string[] = []
  for (const [name, description, who] of lists) {
    const id = await createList(trx, actor, { name, description })
    const members = people.filter(who).map((person) => person.id)
    await trx.raw(
      'INSERT INTO list_members (workspace_id, list_id, contact_id) SELECT ?, ?, u.id FROM unnest(?::uuid[]) u(id)',
      [actor.workspaceId, id, members],
    )
    ids.push(id)
  }
  return ids[0]!
}

async function makeTemplate(
  core: Core,
  actor: Actor,
  channel: Channel,
  name: string,
  letter: typeof HARVEST,
): Promise<string> {
  const { id } = await createTemplate(core, actor, {
    name,
    channel: channel.id,
    defaultLocale: 'en',
    contents: letterContents(letter),
  })
  await publishTemplate(core, actor, id)
  return id
}

/** Without letters and digits that are taken for each other; 20 of 31 are 99 bits. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const newPassword = () =>
  Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('')).join(
    '-',
  )
