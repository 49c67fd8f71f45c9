import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuid7 } from '../../core/infra/ids.ts'
import { type Permission, ROLE_PERMISSIONS, ROLES, type Role } from '../../core/workspaces/permissions.ts'
import { type Answer, type Client, createTestApp, type TestApp } from '../support/app.ts'
import { OBJECTS } from '../support/objects.ts'
import { type Operation, operationsOf } from '../support/openapi.ts'

/**
 * Every route × role × own or foreign object (reliability SEC9). Routes are read from the OpenAPI document, the expected
 * answer from the route's permission: a route that comes later is called without a line here.
 */
let t: TestApp
let operations: Operation[]
beforeAll(async () => {
  t = await createTestApp()
  operations = operationsOf(t.app.swagger() as never)
})
afterAll(() => t.close())

type Whose = 'own' | 'foreign' | 'mixed'

/** Fills a path's parameters with new objects; `mixed`: those further left are own, the last one is foreign. */
async function address(operation: Operation, whose: Whose): Promise<string> {
  const parents: Record<'own' | 'foreign', Record<string, string>> = { own: {}, foreign: {} }
  let path = operation.path
  for (const [i, name] of operation.parameters.entries()) {
    const upTo = operation.path.slice(0, operation.path.indexOf(`{${name}}`) + name.length + 2)
    const last = i === operation.parameters.length - 1
    const use = whose === 'mixed' ? (last ? 'foreign' : 'own') : whose
    for (const side of ['own', 'foreign'] as const) {
      if (side !== use && whose !== 'mixed') continue
      const place = {
        t,
        workspaceId: side === 'own' ? t.workspaceId : t.otherWorkspaceId,
        owner: t.as('owner', side === 'own' ? 'own' : 'other'),
        parents: parents[side],
      }
      parents[side][name] = (await OBJECTS[upTo]?.(place)) ?? uuid7()
    }
    path = path.replace(`{${name}}`, encodeURIComponent(parents[use][name]!))
  }
  return path + operation.query
}

const call = async (client: Client, operation: Operation, whose: Whose): Promise<Answer> =>
  client.request(operation.method, await address(operation, whose), operation.body)

const allowed = (operation: Operation, role: Role) =>
  operation.rule === 'signed in' || ROLE_PERMISSIONS[role].has(operation.rule as Permission)

const named = (operation: Operation, who: string, answer: Answer) =>
  `${operation.method} ${operation.path} as ${who} gave ${answer.status} ${JSON.stringify(answer.body)?.slice(0, 300)}`

const guarded = () => operations.filter((operation) => operation.rule !== 'public')

describe('every route', () => {
  test('is in the document, and says who may call it', () => {
    expect(operations.length).toBeGreaterThan(20)
    for (const operation of operations)
      expect(operation.rule, `${operation.method} ${operation.path}`).toMatch(/^(public|signed in|[a-z_]+:[a-z]+)$/)
  })

  test('refuses whoever is not known, without looking at what was asked', async () => {
    await all(guarded(), async (operation) => {
      const answer = await call(t.anonymous, operation, 'foreign')
      const fine = answer.status === 401 && answer.body.code === 'unauthenticated' && isProblem(answer)
      return fine ? null : named(operation, 'nobody', answer)
    })
  })

  test('refuses a key without scopes', async () => {
    const key = await t.withKey([])
    await all(guarded(), async (operation) => {
      const answer = await call(key, operation, 'own')
      return isForbidden(answer) ? null : named(operation, 'key', answer)
    })
  })

  test.each(ROLES)('refuses the %s what the role does not hold, own or foreign', async (role) => {
    for (const whose of ['own', 'foreign'] as const)
      await all(
        guarded().filter((o) => !allowed(o, role)),
        async (operation) => {
          const answer = await call(t.as(role), operation, whose)
          return isForbidden(answer) ? null : named(operation, role, answer)
        },
      )
  })

  test.each(ROLES)('lets the %s through where the role holds the permission', async (role) => {
    await all(
      guarded().filter((o) => allowed(o, role)),
      async (operation) => {
        // A session of its own: some routes end it.
        const client = await t.signInAs(t.userIds[role], t.workspaceId)
        const answer = await call(client, operation, 'own')
        const fine = answer.status < 500 && ![401, 403].includes(answer.status)
        return fine ? null : named(operation, role, answer)
      },
    )
  })

  test.each(ROLES)('finds nothing foreign for the %s', async (role) => {
    for (const whose of ['foreign', 'mixed'] as const)
      await all(
        guarded().filter((o) => allowed(o, role) && o.parameters.length >= (whose === 'mixed' ? 2 : 1)),
        async (operation) => {
          const answer = await call(t.as(role), operation, whose)
          return notFound(operation, answer) ? null : named(operation, `${role}, ${whose}`, answer)
        },
      )
  })

  test('open to all answers without failing', async () => {
    await all(
      operations.filter((o) => o.rule === 'public'),
      async (operation) => {
        const answer = await call(t.anonymous, operation, 'foreign')
        return answer.status < 500 ? null : named(operation, 'nobody', answer)
      },
    )
  })
})

/** Calls `check` for each one and shows all that is wrong at once. */
async function all(which: Operation[], check: (operation: Operation) => Promise<string | null>): Promise<void> {
  const wrong: string[] = []
  for (const operation of which) {
    const problem = await check(operation).catch((error) => `${operation.method} ${operation.path}: ${error.message}`)
    if (problem) wrong.push(problem)
  }
  expect(wrong).toEqual([])
}

const isProblem = (answer: Answer) => /^application\/problem\+json/.test(String(answer.headers['content-type']))
const isForbidden = (answer: Answer) => answer.status === 403 && answer.body.code === 'forbidden' && isProblem(answer)

/** Exactly 404; only where a body comes with it may that be refused before anything is looked up. */
const notFound = ({ body }: Operation, { status }: Answer) =>
  status === 404 || (body !== undefined && [400, 409, 422].includes(status))
