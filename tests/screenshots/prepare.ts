import type { Demo } from './demo.ts'
import { SHOWN_AT } from './moved-time.ts'

/** Who else works in the demo workspace. */
const MEMBERS = [
  ['Ana Ruiz', 'ana@teahouse.example', 'admin'],
  ['Camille Durand', 'camille@teahouse.example', 'contributor'],
  ['Leo Walker', 'leo@teahouse.example', 'compliance'],
  ['Inès Moreau', 'ines@teahouse.example', 'reader'],
] as const

/** Agreed to everything, and was written to twice. */
const PERSON = 'camille.lefevre@courriel.example'

/** Ids of what the pictures show. */
export interface Shown {
  readonly draft: string
  readonly past: string
  readonly segment: string
  readonly template: string
  readonly account: string
  readonly person: string
  readonly domain: string
}

/** What the demo does not have yet: colleagues, and a campaign in the middle of being planned. */
export async function prepare(demo: Demo): Promise<Shown> {
  for (const [name, email, role] of MEMBERS)
    await demo.post('/members', { name, email, role, password: 'oolong and darjeeling 1842' })
  const named = async (path: string, name: string): Promise<any> => {
    const { data } = await demo.get(path)
    const found = data.find((one: { name: string }) => one.name === name)
    if (!found) throw new Error(`the demo has no ${name} at ${path}`)
    return found
  }
  const letter = await named('/lists', 'Letter')
  const segment = await named('/segments', 'Regular customers who read French')
  const template = await named('/templates', 'Harvest letter')
  const { data: accounts } = await demo.get('/accounts')
  const { data: people } = await demo.get(`/contacts?q=${encodeURIComponent(PERSON)}`)
  const tomorrow = new Date(SHOWN_AT.getTime() + wholeDays(demo) + 2 * 86_400_000)
  const draft = await demo.post('/campaigns', {
    name: 'Winter teas',
    plan: {
      audience: { include: [{ source: 'list', definition: { listId: letter.id } }], exclude: [] },
      strategy: 'all',
      steps: [{ channel: 'email', accountId: accounts[0].id, templateId: template.id }],
      purpose: 'marketing',
      basis: 'consent',
      schedule: { kind: 'local', at: `${tomorrow.toISOString().slice(0, 10)}T09:00` },
      limits: { perSecond: 20 },
    },
  })
  return {
    draft: draft.id,
    past: (await named('/campaigns', 'Cold tea')).id,
    segment: segment.id,
    template: template.id,
    account: accounts[0].id,
    person: people[0].id,
    domain: (await demo.post('/domains', { domain: 'teahouse.example' })).id,
  }
}

/** From the shown day to the real one. */
const wholeDays = (demo: Demo) => Math.round((demo.madeAt.getTime() - SHOWN_AT.getTime()) / 86_400_000) * 86_400_000
