import { setTimeout as sleep } from 'node:timers/promises'
import { sendKey } from '../../../core/messages/key.ts'
import { addPeople } from '../../support/campaign-world.ts'
import { GROUP, LANES, type World } from './world.ts'

const HTML =
  '<html><body><p>Hello {{contact.firstName}}</p><a href="{{urls.unsubscribe}}">Unsubscribe</a></body></html>'
/** One person in so many has withdrawn: the sum over all states includes those who get nothing. */
const WITHDRAWN_EACH = 20
/** A round that has not ended by then is stuck. */
const STUCK_MS = 120_000

/** A list of people, most of whom may be written to. */
export interface Audience {
  readonly listId: string
  readonly people: number
  /** Those whom the gate lets pass. */
  readonly willing: readonly string[]
}

export interface Sender {
  readonly accountId: string
  readonly templateId: string
}

let made = 0

export async function createAudience(world: World, people: number): Promise<Audience> {
  const { core, workspaceId } = world
  const { id: listId } = await world.must('POST', '/api/v1/lists', { name: `People ${++made}` })
  await addPeople({ core, workspaceId } as Parameters<typeof addPeople>[0], listId, people, `list${made}.example`)
  return core.db.direct(workspaceId, async (client) => {
    const { rows } = await client.query(
      'SELECT contact_id AS id FROM list_members WHERE workspace_id = $1 AND list_id = $2 ORDER BY 1',
      [workspaceId, listId],
    )
    const ids: string[] = rows.map((row) => row.id)
    const unwilling = ids.filter((_, place) => place % WITHDRAWN_EACH === 0)
    await client.query(
      `INSERT INTO consent_events (workspace_id, contact_id, channel, purpose, action, source)
       SELECT $1, id, 'email', 'marketing', 'withdrawn', 'test' FROM unnest($2::uuid[]) u(id)`,
      [workspaceId, unwilling],
    )
    return { listId, people, willing: ids.filter((_, place) => place % WITHDRAWN_EACH !== 0) }
  })
}

export async function createSender(world: World, policy: 'at_least_once' | 'at_most_once'): Promise<Sender> {
  const account = await world.must('POST', '/api/v1/accounts', {
    name: `Far end, ${policy}`,
    provider: 'smtp',
    policy,
    settings: { ...world.farEnd.settings, fromEmail: 'news@shop.example', lanes: LANES, group: GROUP, connections: 10 },
  })
  const template = await world.must('POST', '/api/v1/templates', {
    name: `News, ${policy}`,
    channel: 'email',
    contents: { en: { subject: 'News for {{contact.firstName}}', html: HTML } },
  })
  await world.must('POST', `/api/v1/templates/${template.id}/publish`)
  return { accountId: account.id, templateId: template.id }
}

/** A draft over the audience; gives its id. */
export async function createDraft(world: World, audience: Audience, sender: Sender, limits?: object): Promise<string> {
  const plan = {
    audience: { include: [{ source: 'list', definition: { listId: audience.listId } }], exclude: [] },
    strategy: 'all',
    steps: [{ channel: 'email', ...sender }],
    purpose: 'marketing',
    basis: 'consent',
    schedule: { kind: 'now' },
    ...(limits ? { limits } : {}),
  }
  return (await world.must('POST', '/api/v1/campaigns', { name: 'Round', plan })).id
}

/** Launches over the API; gives the run. */
export async function launch(world: World, campaignId: string): Promise<string> {
  return (await world.must('POST', `/api/v1/campaigns/${campaignId}/launch`)).runId
}

/** Asks again every 50 ms until it gives something; what fails meanwhile (a database that is away) is asked again. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  limitMs = STUCK_MS,
): Promise<T> {
  const giveUpAt = performance.now() + limitMs
  let trouble: unknown
  while (performance.now() < giveUpAt) {
    const found = await look().catch((error) => {
      trouble = error
      return null
    })
    if (found) return found
    await sleep(50)
  }
  throw new Error(`${what} did not happen within ${limitMs / 1000} s`, { cause: trouble })
}

/** Rows of a query in the world's workspace. */
export async function ask(world: World, text: string, values: readonly unknown[] = []): Promise<any[]> {
  const { core, workspaceId } = world
  return core.db.direct(workspaceId, async (client) => (await client.query(text, [workspaceId, ...values])).rows)
}

export async function campaignState(world: World, campaignId: string): Promise<{ state: string; runId: string }> {
  const [row] = await ask(world, 'SELECT state, run_id AS "runId" FROM campaigns WHERE workspace_id = $1 AND id = $2', [
    campaignId,
  ])
  return row
}

export function completed(world: World, campaignId: string): Promise<unknown> {
  return until('the end of the campaign', async () => (await campaignState(world, campaignId)).state === 'completed')
}

export const keyOf = (runId: string, contactId: string) => sendKey(runId, contactId, 0)

const times = new WeakMap<Audience, Promise<number>>()

/** How many ms a campaign takes here when nobody disturbs it, measured once: the instants are drawn from that time. */
export function undisturbed(world: World, audience: Audience, sender: Sender): Promise<number> {
  const measure = async () => {
    const campaignId = await createDraft(world, audience, sender)
    const begun = performance.now()
    await launch(world, campaignId)
    await completed(world, campaignId)
    const ms = performance.now() - begun
    await world.farEnd.clear()
    return ms
  }
  if (!times.has(audience)) times.set(audience, measure())
  return times.get(audience)!
}
