import type { Client, TestApp } from './app.ts'
import { form, PNG } from './uploads.ts'

/** Where an object is to be made. */
export interface Place {
  readonly t: TestApp
  readonly workspaceId: string
  /** The owner of that workspace. */
  readonly owner: Client
  /** Values of the parameters further left in the path. */
  readonly parents: Readonly<Record<string, string>>
}

/** Makes a new object and gives what stands for it in a path. */
export type ObjectMaker = (place: Place) => Promise<string>

const via =
  (url: string, body: (number: number) => object, id: (answer: any) => string = (answer) => answer.id): ObjectMaker =>
  async ({ owner }) => {
    const answer = await owner.post(url, body(++made))
    if (answer.status !== 201) throw new Error(`POST ${url} gave ${answer.status}: ${JSON.stringify(answer.body)}`)
    return id(answer.body)
  }
let made = 0

/**
 * How to make the object that a path names, by the path up to its parameter. The matrix test (tests/http/matrix.test.ts)
 * calls every route with an own and with a foreign one. A room adds its lines here; a parameter that is not here gets a
 * UUID that nobody has.
 */
export const OBJECTS: Readonly<Record<string, ObjectMaker>> = {
  '/api/v1/members/{id}': via('/api/v1/members', (n) => ({ email: `made${n}@made.example`, role: 'reader' })),
  '/api/v1/members/{id}/sessions/{sessionId}': async ({ t, workspaceId, owner, parents }) => {
    await t.signInAs(parents.id!, workspaceId)
    const { body } = await owner.get(`/api/v1/members/${parents.id}/sessions`)
    return body.data[0].id
  },
  '/api/v1/api-keys/{id}': via(
    '/api/v1/api-keys',
    (n) => ({ name: `made ${n}`, scopes: ['contacts:read'] }),
    (answer) => answer.apiKey.id,
  ),
  '/api/v1/contacts/{id}': via('/api/v1/contacts', (n) => ({ externalId: `made-${n}` })),
  '/api/v1/contacts/{id}/addresses/{addressId}': async ({ owner, parents }) => {
    const url = `/api/v1/contacts/${parents.id}/addresses`
    const answer = await owner.post(url, { kind: 'email', value: `made${++made}@made.example` })
    if (answer.status !== 201) throw new Error(`POST ${url} gave ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body.addresses[0].id
  },
  '/api/v1/attributes/{name}': via(
    '/api/v1/attributes',
    (n) => ({ name: `made_${n}`, type: 'text' }),
    (answer) => answer.name,
  ),
  '/api/v1/lists/{id}': via('/api/v1/lists', (n) => ({ name: `made ${n}` })),
  '/api/v1/segments/{id}': via('/api/v1/segments', (n) => ({
    name: `made ${n}`,
    rules: { field: 'locale', op: 'starts_with', value: 'fr' },
  })),
  '/api/v1/templates/{id}': via('/api/v1/templates', (n) => ({ name: `made ${n}`, channel: 'email' })),
  '/api/v1/accounts/{id}': via('/api/v1/accounts', (n) => ({
    name: `made ${n}`,
    provider: 'smtp',
    settings: { host: '127.0.0.1', fromEmail: 'made@made.example' },
  })),
  '/api/v1/domains/{id}': via('/api/v1/domains', (n) => ({ domain: `made${n}.made.example` })),
  '/api/v1/campaigns/{id}': via('/api/v1/campaigns', (n) => ({ name: `made ${n}` })),
  '/api/v1/files/{id}': async ({ owner }) => {
    const { body, headers } = form(PNG, `made${++made}.png`, 'image/png')
    const answer = await owner.post('/api/v1/files', body, headers)
    if (answer.status !== 201) throw new Error(`an upload gave ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body.id
  },
  '/api/v1/imports/{id}': async ({ owner }) => {
    const { body, headers } = form(Buffer.from('Email\nmade@made.example\n'), `made${++made}.csv`, 'text/csv')
    const answer = await owner.post('/api/v1/imports', body, headers)
    if (answer.status !== 201) throw new Error(`an import gave ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body.id
  },
  '/api/v1/messages/{id}': async ({ owner }) => {
    const settings = { host: '127.0.0.1', fromEmail: 'made@made.example' }
    const account = await owner.post('/api/v1/accounts', { name: `made ${++made}`, provider: 'smtp', settings })
    const answer = await owner.post('/api/v1/messages', {
      channel: 'email',
      accountId: account.body.id,
      content: { en: { subject: 'made', html: '<p>made</p>' }, fr: { subject: 'made', html: '<p>made</p>' } },
      to: { address: `made${made}@made.example` },
    })
    if (answer.status !== 202) throw new Error(`a message gave ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body.id
  },
  '/api/v1/alerts/{id}': async ({ t, workspaceId }) => {
    const row = { workspace_id: workspaceId, kind: `made ${++made}`, severity: 'info' }
    const [alert] = await t.core.db.tenant(workspaceId, (trx) => trx('alerts').insert(row).returning('id'))
    return alert.id
  },
}
