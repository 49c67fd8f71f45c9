import type { Audience, Sender } from '../world/campaign.ts'

/** A request that must be refused. */
export interface BadRequest {
  readonly what: string
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
  readonly status: number
  /** Where the answer must point to, as in `errors[].field`; without: the sentence alone says it. */
  readonly place?: string
}

export interface Places {
  readonly audience: Audience
  readonly sender: Sender
  /** A draft that lacks everything. */
  readonly emptyDraft: string
  /** A draft whose audience holds nobody. */
  readonly nobodyDraft: string
  /** A draft whose account does not exist. */
  readonly strangerDraft: string
  readonly completed: string
  /** A template whose block is never closed. */
  readonly unclosed: string
  /** A template whose subject is a number. */
  readonly shapeless: string
  /** A template in a language that does not exist. */
  readonly strange: string
  readonly contactId: string
}

const NOBODY = '01890000-0000-7000-8000-000000000000'

export function badRequests(places: Places): BadRequest[] {
  return [...launches(places), ...plans(places), ...templates(places), ...people(places), ...bodies(places)]
}

function launches({ emptyDraft, nobodyDraft, strangerDraft, completed }: Places): BadRequest[] {
  const launch = (id: string) => ({ method: 'POST', path: `/api/v1/campaigns/${id}/launch` })
  return [
    { what: 'launch of an empty draft', ...launch(emptyDraft), status: 409, place: '/plan/audience' },
    { what: 'launch for nobody', ...launch(nobodyDraft), status: 409, place: '/plan/audience' },
    { what: 'launch without an account', ...launch(strangerDraft), status: 409, place: '/plan/steps/0/accountId' },
    { what: 'launch of what is over', ...launch(completed), status: 409 },
    { what: 'launch of nothing', ...launch(NOBODY), status: 404 },
    { what: 'launch of no id', ...launch('first'), status: 422, place: 'params/id' },
    { what: 'pause of a draft', method: 'POST', path: `/api/v1/campaigns/${emptyDraft}/pause`, status: 409 },
    { what: 'resume of what is over', method: 'POST', path: `/api/v1/campaigns/${completed}/resume`, status: 409 },
    { what: 'cancel of what is over', method: 'POST', path: `/api/v1/campaigns/${completed}/cancel`, status: 409 },
    {
      what: 'change of what is over',
      method: 'PATCH',
      path: `/api/v1/campaigns/${completed}`,
      body: { version: 1, name: 'x' },
      status: 409,
    },
    {
      what: 'launch under an unreadable key',
      ...launch(emptyDraft),
      headers: { 'idempotency-key': 'k'.repeat(256) },
      status: 422,
      place: 'headers/idempotency-key',
    },
  ]
}

function plans({ sender, emptyDraft }: Places): BadRequest[] {
  const draft = (plan: object) => ({ method: 'POST', path: '/api/v1/campaigns', body: { name: 'Bad', plan } })
  return [
    { what: 'unknown strategy', ...draft({ strategy: 'twice' }), status: 422, place: '/plan/strategy' },
    { what: 'unknown basis', ...draft({ basis: 'because' }), status: 422, place: '/plan/basis' },
    {
      what: 'impossible day',
      ...draft({ schedule: { kind: 'at', at: '2027-02-30T10:00:00Z' } }),
      status: 422,
      place: '/plan/schedule',
    },
    { what: 'negative pace', ...draft({ limits: { perSecond: -1 } }), status: 422, place: '/plan/limits/perSecond' },
    {
      what: 'seven steps',
      ...draft({ steps: Array(7).fill({ channel: 'email', ...sender }) }),
      status: 422,
      place: '/plan/steps',
    },
    {
      what: 'step whose account is no id',
      ...draft({ steps: [{ channel: 'email', templateId: sender.templateId, accountId: 'main' }] }),
      status: 422,
      place: '/plan/steps/0/accountId',
    },
    { what: 'unknown field', ...draft({ colour: 'red' }), status: 422, place: '/plan/colour' },
    {
      what: 'campaign without a name',
      method: 'POST',
      path: '/api/v1/campaigns',
      body: {},
      status: 422,
      place: '/name',
    },
    {
      what: 'stale change',
      method: 'PATCH',
      path: `/api/v1/campaigns/${emptyDraft}`,
      body: { version: 99, name: 'x' },
      status: 409,
    },
  ]
}

function templates({ unclosed, shapeless, strange }: Places): BadRequest[] {
  const publish = (id: string) => ({ method: 'POST', path: `/api/v1/templates/${id}/publish` })
  return [
    {
      what: 'unknown channel',
      method: 'POST',
      path: '/api/v1/templates',
      body: { name: 'x', channel: 'pigeon' },
      status: 422,
      place: '/channel',
    },
    { what: 'publishing content of another shape', ...publish(shapeless), status: 422, place: 'subject' },
    { what: 'publishing a language that is none', ...publish(strange), status: 422, place: 'not a language' },
    { what: 'publishing an unclosed block', ...publish(unclosed), status: 422, place: 'html' },
    { what: 'publishing nothing', ...publish(NOBODY), status: 404 },
  ]
}

function people({ contactId, audience }: Places): BadRequest[] {
  const contact = (value: string) => ({
    method: 'POST',
    path: '/api/v1/contacts',
    body: { firstName: 'Ana', addresses: [{ kind: 'email', value }] },
  })
  const suppress = { method: 'POST', path: '/api/v1/suppressions' }
  return [
    { what: 'address without @', ...contact('ana.example'), status: 422, place: '/addresses/0/value' },
    {
      what: 'address with a line break',
      ...contact('ana@inbox.example\r\nBcc: all@inbox.example'),
      status: 422,
      place: '/addresses/0/value',
    },
    { what: 'address without a domain', ...contact('ana@'), status: 422, place: '/addresses/0/value' },
    {
      what: 'address that is too long',
      ...contact(`${'a'.repeat(300)}@inbox.example`),
      status: 422,
      place: '/addresses/0/value',
    },
    {
      what: 'unknown kind of address',
      method: 'POST',
      path: '/api/v1/contacts',
      body: { addresses: [{ kind: 'pigeon', value: 'x' }] },
      status: 422,
      place: '/addresses/0/kind',
    },
    {
      what: 'one bad address among good ones',
      ...suppress,
      body: { kind: 'email', reason: 'manual', addresses: ['ok@inbox.example', 'bad'] },
      status: 422,
      place: '/addresses/1',
    },
    {
      what: 'reason that is none',
      ...suppress,
      body: { kind: 'email', reason: 'mood', addresses: ['ok@inbox.example'] },
      status: 422,
      place: '/reason',
    },
    {
      what: 'consent without a wording',
      method: 'POST',
      path: `/api/v1/contacts/${contactId}/consents`,
      body: { action: 'given', purpose: 'marketing', channel: 'email', source: 'form' },
      status: 422,
      place: '/wording',
    },
    {
      what: 'consent for an unknown channel',
      method: 'POST',
      path: `/api/v1/contacts/${contactId}/consents`,
      body: { action: 'withdrawn', purpose: 'marketing', channel: 'pigeon', source: 'form' },
      status: 422,
      place: '/channel',
    },
    {
      what: 'objection of nobody',
      method: 'PUT',
      path: `/api/v1/contacts/${NOBODY}/objection`,
      body: { objected: true, reason: 'asked' },
      status: 404,
    },
    {
      what: 'person put into no list',
      method: 'POST',
      path: `/api/v1/lists/${NOBODY}/members`,
      body: { contactIds: [contactId] },
      status: 404,
    },
    {
      what: 'list without a name',
      method: 'PATCH',
      path: `/api/v1/lists/${audience.listId}`,
      body: { name: '' },
      status: 422,
      place: '/name',
    },
  ]
}

function bodies({ emptyDraft }: Places): BadRequest[] {
  const campaigns = { method: 'POST', path: '/api/v1/campaigns' }
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
  return [
    { what: 'half a JSON', ...campaigns, body: '{"name": "x"', status: 400 },
    { what: 'an empty body', ...campaigns, body: '', status: 400 },
    { what: 'a list instead of an object', ...campaigns, body: [], status: 422 },
    {
      what: 'JSON nested 100,000 deep',
      ...campaigns,
      body: `{"name":"x","plan":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      status: 422,
      place: '/plan',
    },
    { what: 'a name with a NUL', ...campaigns, body: { name: 'a\u0000b' }, status: 400 },
    { what: 'a poisoned prototype', ...campaigns, body: '{"name":"x","__proto__":{"admin":true}}', status: 400 },
    { what: 'XML', ...campaigns, body: '<name/>', headers: { 'content-type': 'application/xml' }, status: 415 },
    { what: 'a body of 1.2 MB', ...campaigns, body: { name: 'x'.repeat(1_200_000) }, status: 413 },
    { what: 'no such address', method: 'GET', path: '/api/v1/pigeons', status: 404 },
    { what: 'a cursor that is none', method: 'GET', path: '/api/v1/campaigns?cursor=zzz', status: 400 },
    {
      what: 'a page of a million',
      method: 'GET',
      path: '/api/v1/campaigns?limit=1000000',
      status: 422,
      place: 'querystring/limit',
    },
    {
      what: 'a made-up key',
      ...campaigns,
      body: { name: 'x' },
      ...bearer(`car_live_${'0'.repeat(16)}_${'0'.repeat(64)}`),
      status: 401,
    },
    { what: 'a made-up token', ...campaigns, body: { name: 'x' }, ...bearer('eyJhbGciOiJub25lIn0.e30.'), status: 401 },
    {
      what: 'no token',
      method: 'POST',
      path: `/api/v1/campaigns/${emptyDraft}/launch`,
      headers: { authorization: '' },
      status: 401,
    },
  ]
}
