import type { Client, TestApp } from './app.ts'

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
}
