import { createLinkSigner, localeOrder } from '../../core/events/tokens.ts'
import { uuid7 } from '../../core/infra/ids.ts'
import type { TestApp } from '../support/app.ts'

/** A campaign with one message that left an hour ago, its links, and the person who got it. */
export interface Tracked {
  readonly campaignId: string
  readonly runId: string
  readonly contactId: string
  readonly token: string
  /** Token of another person of the same run. */
  person(fields?: object, leftSecondsAgo?: number): Promise<{ contactId: string; token: string }>
  consent(contactId: string, state: 'given' | 'withdrawn'): Promise<void>
}

export const CONTENT = {
  defaultLocale: 'en',
  locales: {
    en: {
      content: {},
      links: [
        'https://shop.example/en',
        'https://shop.example/p?name={{contact.firstName}}&n=1',
        'https://shop.example/c',
      ],
    },
    fr: {
      content: {},
      links: [
        'https://shop.example/fr',
        '{{contact.attributes.page}}',
        'javascript:alert(1)',
        'https://{{contact.attributes.host}}/x',
      ],
    },
  },
}

export async function createTracked(t: TestApp, workspaceId = t.workspaceId): Promise<Tracked> {
  const [campaignId, runId] = [uuid7(), uuid7()]
  const signer = createLinkSigner(t.core)
  const own = { workspace_id: workspaceId }
  await t.core.db.system(async (trx) => {
    await trx('campaigns').insert({ ...own, id: campaignId, name: 'Spring', state: 'running', run_id: runId })
    await trx('runs').insert({
      ...own,
      id: runId,
      campaign_id: campaignId,
      kind: 'campaign',
      state: 'running',
      purpose: 'news',
      basis: 'consent',
    })
    await trx('run_steps').insert({
      ...own,
      run_id: runId,
      step: 0,
      channel: 'email',
      account_id: uuid7(),
      policy: 'at_least_once',
      content: JSON.stringify(CONTENT),
    })
  })
  const person = async (fields: any = {}, leftSecondsAgo = 3600) => {
    const contactId = uuid7()
    const { locale = 'en', attributes = {}, ...rest } = fields
    await t.core.db.system(async (trx) => {
      await trx('contacts').insert({ ...own, id: contactId, locale, attributes: JSON.stringify(attributes), ...rest })
      await trx('messages').insert({
        ...own,
        run_id: runId,
        contact_id: contactId,
        step: 0,
        state: 3,
        attempt: 1,
        at: trx.raw('now() - make_interval(secs => ?)', [leftSecondsAgo]),
      })
    })
    const index = localeOrder(CONTENT.locales).indexOf(locale)
    return { contactId, token: signer.makeToken(runId, contactId, 0, index < 0 ? undefined : index) }
  }
  const consent = async (contactId: string, state: 'given' | 'withdrawn') => {
    await t.core.db.system(async (trx) => {
      const [wording] = await trx('consent_wordings')
        .insert({
          ...own,
          purpose: 'tracking',
          channel: 'email',
          locale: 'en',
          text: 'May we?',
          sha256: Buffer.from(uuid7()),
        })
        .returning('id')
      await trx('consent_events').insert({
        ...own,
        contact_id: contactId,
        channel: 'email',
        purpose: 'tracking',
        action: state,
        source: 'test',
        wording_id: wording.id,
        at: trx.raw('clock_timestamp()'),
      })
    })
  }
  return { campaignId, runId, ...(await person({ first_name: 'Ana & Zoë' })), person, consent }
}

export const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
