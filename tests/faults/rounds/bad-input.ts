import { createLinkSigner } from '../../../core/events/tokens.ts'
import { type Found, nothingYet } from '../check.ts'
import type { Promised } from '../promise.ts'
import type { Random } from '../random.ts'
import { type Audience, ask, completed, createDraft, createSender, launch, type Sender } from '../world/campaign.ts'
import type { Answer, World } from '../world/world.ts'
import { type BadRequest, badRequests, type Places } from './bad-input-table.ts'

const NOWHERE = '01890000-0000-7000-8000-000000000000'

/** Bad launches, plans, templates, addresses, bodies and tokens: a clear refusal that names the place, and nothing changed. */
export const badInput: Promised = {
  name: 'R10',
  async prepare(world, audience) {
    const places = await makePlaces(world, audience, await createSender(world, 'at_least_once'))
    const tables = await tablesOf(world)
    return async (random) => {
      const table = badRequests(places)
      const found = nothingYet(`${table.length} bad requests`)
      let before = await rowsOf(world, tables)
      for (const bad of random.sample(table, table.length)) {
        const answer = await world.call(bad.method, bad.path, bad.body, bad.headers)
        found.problems.push(...judge(bad, answer))
        const after = await rowsOf(world, tables)
        for (const change of differences(before, after)) found.problems.push(`${bad.what}: ${change}`)
        before = after
      }
      await forgedLinks(world, random, found, places)
      for (const change of differences(before, await rowsOf(world, tables)))
        found.problems.push(`forged links: ${change}`)
      return found
    }
  },
}

async function makePlaces(world: World, audience: Audience, sender: Sender): Promise<Places> {
  await world.haveWorkers(2)
  const over = await createDraft(world, audience, sender)
  await launch(world, over)
  await completed(world, over)
  const { id: emptyList } = await world.must('POST', '/api/v1/lists', { name: `Nobody ${sender.accountId}` })
  const { id: emptyDraft } = await world.must('POST', '/api/v1/campaigns', { name: 'Empty' })
  const template = async (name: string, contents: object): Promise<string> =>
    (await world.must('POST', '/api/v1/templates', { name, channel: 'email', contents })).id
  return {
    audience,
    sender,
    emptyDraft,
    nobodyDraft: await createDraft(world, { listId: emptyList, people: 0, willing: [] }, sender),
    strangerDraft: await createDraft(world, audience, { ...sender, accountId: NOWHERE }),
    completed: over,
    unclosed: await template('Unclosed', { en: { subject: 'x', html: '<p>{{#if contact.firstName}}Hello</p>' } }),
    shapeless: await template('Shapeless', { en: { subject: 7, html: '<p>Hello</p>' } }),
    strange: await template('Strange', {
      en: { subject: 'x', html: '<p>Hello</p>' },
      'not a language': { subject: 'x', html: '<p>Hello</p>' },
    }),
    contactId: audience.willing[0]!,
  }
}

function judge({ what, status, place }: BadRequest, answer: Answer): string[] {
  const { body } = answer
  const said = `${answer.status} ${JSON.stringify(body).slice(0, 300)}`
  if (answer.status !== status) return [`${what}: answered ${said}, expected ${status}`]
  if (!answer.type.startsWith('application/problem+json')) return [`${what}: answered ${answer.type}`]
  if (!body.code || !body.detail) return [`${what}: says neither code nor sentence: ${said}`]
  if (place && !body.errors?.some((error: { field: string }) => error.field.includes(place)))
    return [`${what}: does not name ${place}: ${said}`]
  return []
}

/** Links with one changed character, to every public address: none says or changes anything. */
async function forgedLinks(world: World, random: Random, found: Found, { completed: campaignId, contactId }: Places) {
  const [{ runId }] = await ask(world, 'SELECT run_id AS "runId" FROM campaigns WHERE workspace_id = $1 AND id = $2', [
    campaignId,
  ])
  const token = createLinkSigner(world.core).makeToken(runId, contactId, 0)
  const at = random.whole(0, token.length - 1)
  const forged = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
  const requests = [
    ['GET', `/u/${forged}`],
    ['POST', `/u/${forged}`],
    ['GET', `/c/${forged}/0`],
    ['GET', `/u/${token}`],
  ] as const
  for (const [method, path] of requests) {
    const { status } = await world.call(method, path)
    const expected = path.endsWith(token) ? 200 : 404
    if (status !== expected)
      found.problems.push(`${method} of a ${expected === 200 ? 'true' : 'forged'} link: ${status}`)
  }
}

async function tablesOf(world: World): Promise<string[]> {
  const { rows } = await world.core.db.directSystem((client) =>
    client.query(
      `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id'
       WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace AND has_table_privilege('carillon_app', c.oid, 'SELECT') ORDER BY 1`,
    ),
  )
  return rows.map((row) => row.name)
}

/** How many rows each table holds; of the whole workspace. */
async function rowsOf(world: World, tables: readonly string[]): Promise<Map<string, number>> {
  const each = tables.map(
    (name) => `SELECT '${name}' AS name, count(*)::int AS count FROM ${name} WHERE workspace_id = $1`,
  )
  const rows = await ask(world, each.join(' UNION ALL '))
  return new Map(rows.map((row) => [row.name, row.count]))
}

const differences = (before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>) =>
  [...after]
    .filter(([name, count]) => before.get(name) !== count)
    .map(([name, count]) => `${name} had ${before.get(name)} rows, has ${count}`)
