import type { ReadyConfig } from '../../config/env.ts'
import type { Plan } from '../../core/campaigns/schema.ts'
import { uuid7 } from '../../core/infra/ids.ts'
import { type Client, createTestApp, type TestApp } from '../support/app.ts'
import { addPeople, type CampaignWorld, createCampaignWorld, runWorker } from '../support/campaign-world.ts'

/** An app, an SMTP sandbox and a worker in this process. */
export interface Stage {
  readonly t: TestApp
  readonly world: CampaignWorld
  readonly owner: Client
  /** A list of so many consenting people `p<i>@<domain>`; gives the audience of a plan. */
  people(count: number, domain: string): Promise<NonNullable<Plan['audience']>>
  /** One more account at the sandbox (or elsewhere); gives its id. */
  account(settings?: object, more?: object): Promise<string>
  /** A published template; gives its id. */
  template(contents: object, defaultLocale?: string): Promise<string>
  /** The steps of a plan that sends by email. */
  by(accountId?: string, templateId?: string): NonNullable<Plan['steps']>
  close(): Promise<void>
}

export async function must(answer: Promise<{ status: number; body: any }>): Promise<any> {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`)
  return body
}

export async function createStage(options: { worker?: boolean; config?: Partial<ReadyConfig> } = {}): Promise<Stage> {
  const t = await createTestApp({ config: { logLevel: 'fatal', ...options.config } })
  const world = await createCampaignWorld(t, 0)
  const worker = options.worker === false ? null : await runWorker(t.config)
  const { owner, sandbox } = world
  return {
    t,
    world,
    owner,
    async people(count, domain) {
      const list = await must(owner.post('/api/v1/lists', { name: `${domain} ${uuid7()}` }))
      await addPeople(t, list.id, count, domain)
      return { include: [{ source: 'list', definition: { listId: list.id } }], exclude: [] }
    },
    async account(settings = {}, more = {}) {
      const all = { ...sandbox.settings, fromEmail: 'news@shop.example', ...settings }
      return (await must(owner.post('/api/v1/accounts', { name: uuid7(), provider: 'smtp', settings: all, ...more })))
        .id
    },
    async template(contents, defaultLocale = 'en') {
      const made = await must(
        owner.post('/api/v1/templates', { name: uuid7(), channel: 'email', contents, defaultLocale }),
      )
      await must(owner.post(`/api/v1/templates/${made.id}/publish`))
      return made.id
    },
    by: (accountId = world.accountId, templateId = world.templateId) => [{ channel: 'email', accountId, templateId }],
    async close() {
      await worker?.close()
      await world.close()
      await t.close()
    },
  }
}
