import { scheduleStart } from '../../core/campaigns/jobs.ts'
import { launchCampaign } from '../../core/campaigns/launch.ts'
import type { Plan } from '../../core/campaigns/schema.ts'
import { uuid7 } from '../../core/infra/ids.ts'
import { runWorker } from '../../core/worker.ts'
import { type RunningSmtpSandbox, startSmtpSandbox } from '../../plugins/email/sandbox.ts'
import type { Client, TestApp } from './app.ts'

/** People who may be written to, a template, an account at the SMTP sandbox: what a campaign needs. */
export interface CampaignWorld {
  readonly sandbox: RunningSmtpSandbox
  readonly listId: string
  readonly accountId: string
  readonly templateId: string
  readonly owner: Client
  /** A campaign over the world's list; gives its id. */
  campaign(plan?: Partial<Plan>): Promise<string>
  /** Launches as the owner would; gives the run's id. */
  launch(campaignId: string): Promise<string>
  /** Ends when the campaign is in one of the states. */
  reached(campaignId: string, ...states: string[]): Promise<void>
  close(): Promise<void>
}

export const HTML =
  '<html><body><p>Hello {{default contact.firstName "you"}}</p><a href="https://shop.example.com/sale">Sale</a> <a href="{{urls.unsubscribe}}">Unsubscribe</a></body></html>'

/** Puts `count` consenting people with addresses `p<i>@<domain>` into a list, set-based. */
export async function addPeople(
  app: TestApp,
  listId: string,
  count: number,
  domain = 'inbox.example',
  from = 0,
): Promise<void> {
  const { core, workspaceId } = app
  await core.db.direct(workspaceId, async (client) => {
    const ids = Array.from({ length: count }, () => uuid7())
    const values = ids.map((_, i) => `p${from + i}@${domain}`)
    const hashes = values.map((value) => core.vault.addressHash(workspaceId, 'email', value))
    await client.query(
      'INSERT INTO contacts (workspace_id, id, first_name, locale) SELECT $1, id, $3, $4 FROM unnest($2::uuid[]) u(id)',
      [workspaceId, ids, 'Ana', 'en'],
    )
    await client.query(
      `INSERT INTO addresses (workspace_id, id, contact_id, kind, value, value_hash) SELECT $1, app_uuid7(), id, 'email', v, h FROM unnest($2::uuid[], $3::text[], $4::bytea[]) u(id, v, h)`,
      [workspaceId, ids, values, hashes],
    )
    const wording = await client.query(
      `INSERT INTO consent_wordings (workspace_id, purpose, channel, locale, text, sha256) VALUES ($1, 'marketing', 'email', 'en', $2, sha256(convert_to($2, 'UTF8'))) ON CONFLICT (workspace_id, purpose, channel, locale, sha256) DO NOTHING RETURNING id`,
      [workspaceId, 'Yes, write to me.'],
    )
    const known =
      wording.rows[0] ??
      (await client.query('SELECT id FROM consent_wordings WHERE workspace_id = $1 LIMIT 1', [workspaceId])).rows[0]
    await client.query(
      `INSERT INTO consent_events (workspace_id, contact_id, channel, purpose, action, source, wording_id) SELECT $1, id, 'email', 'marketing', 'given', 'test', $3 FROM unnest($2::uuid[]) u(id)`,
      [workspaceId, ids, known.id],
    )
    await client.query(
      'INSERT INTO list_members (workspace_id, list_id, contact_id) SELECT $1, $3, id FROM unnest($2::uuid[]) u(id)',
      [workspaceId, ids, listId],
    )
  })
}

export async function createCampaignWorld(app: TestApp, people: number): Promise<CampaignWorld> {
  const sandbox = await startSmtpSandbox({ countKeys: true })
  const owner = app.as('owner')
  const must = async (answer: Promise<{ status: number; body: any }>) => {
    const { status, body } = await answer
    if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`)
    return body
  }
  const list = await must(owner.post('/api/v1/lists', { name: `Readers ${uuid7()}` }))
  await addPeople(app, list.id, people)
  const account = await must(
    owner.post('/api/v1/accounts', {
      name: 'Sandbox',
      provider: 'smtp',
      settings: { ...sandbox.settings, fromEmail: 'news@shop.example', fromName: 'Shop' },
    }),
  )
  const template = await must(
    owner.post('/api/v1/templates', {
      name: 'News',
      channel: 'email',
      contents: { en: { subject: 'News for {{contact.firstName}}', html: HTML } },
    }),
  )
  await must(owner.post(`/api/v1/templates/${template.id}/publish`))
  const state = async (id: string) =>
    (await app.core.db.tenant(app.workspaceId, (trx) => trx('campaigns').where({ id }).first('state')))?.state as string
  return {
    sandbox,
    listId: list.id,
    accountId: account.id,
    templateId: template.id,
    owner,
    async campaign(plan = {}) {
      const body = {
        name: 'Spring',
        plan: {
          audience: { include: [{ source: 'list', definition: { listId: list.id } }], exclude: [] },
          strategy: 'all',
          steps: [{ channel: 'email', accountId: account.id, templateId: template.id }],
          purpose: 'marketing',
          basis: 'consent',
          schedule: { kind: 'now' },
          ...plan,
        },
      }
      return (await must(owner.post('/api/v1/campaigns', body))).id
    },
    launch: async (id) => (await must(owner.post(`/api/v1/campaigns/${id}/launch`))).runId,
    reached: (id, ...states) =>
      new Promise((resolve, reject) => {
        const look = () =>
          state(id).then((now) => {
            if (!states.includes(now)) return
            clearInterval(timer)
            stop()
            resolve()
          }, reject)
        // Told by the bus; looked up as well, because a message on the bus may be lost.
        const stop = app.core.live.subscribe(({ topic }) => topic === `campaign:${id}` && void look())
        const timer = setInterval(look, 200)
        void look()
      }),
    close: () => sandbox.close(),
  }
}

export { launchCampaign, runWorker, scheduleStart }
