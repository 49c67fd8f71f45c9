import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuid7 } from '../../core/infra/ids.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

/*
 * Addresses and memberships refer to people and lists by statement triggers (migration 014), not by foreign keys: these
 * are the promises that a foreign key would have kept.
 */
let t: TestApp
let other: string
beforeAll(async () => {
  t = await createTestApp()
  other = (
    await t.core.db.system((trx) =>
      trx('workspaces')
        .insert({ name: 'Other', slug: `other-${uuid7()}` })
        .returning('id'),
    )
  )[0].id
}, 60_000)
afterAll(() => t?.close())

const direct = <T>(work: (client: pg.PoolClient) => Promise<T>, workspaceId = t.workspaceId) =>
  t.core.db.direct(workspaceId, work)
const MISSING = { code: '23503' }

async function addContact(client: pg.PoolClient, workspaceId = t.workspaceId): Promise<string> {
  const id = uuid7()
  await client.query('INSERT INTO contacts (workspace_id, id) VALUES ($1, $2)', [workspaceId, id])
  return id
}

async function addList(client: pg.PoolClient, workspaceId = t.workspaceId): Promise<string> {
  const id = uuid7()
  await client.query('INSERT INTO lists (workspace_id, id, name) VALUES ($1, $2, $3)', [workspaceId, id, id])
  return id
}

const addAddresses = (client: pg.PoolClient, people: readonly string[]) =>
  client.query(
    `INSERT INTO addresses (workspace_id, contact_id, kind, value, value_hash, is_primary)
     SELECT $1, c, 'email', gen_random_uuid() || '@references.example', '\\x00', false FROM unnest($2::uuid[]) c`,
    [t.workspaceId, people],
  )
const addMembers = (client: pg.PoolClient, list: string, people: readonly string[]) =>
  client.query(
    'INSERT INTO list_members (workspace_id, list_id, contact_id) SELECT $1, $2, c FROM unnest($3::uuid[]) c',
    [t.workspaceId, list, people],
  )
async function held(people: readonly string[]): Promise<{ addresses: number; members: number }> {
  return direct(async (client) => {
    const { rows } = await client.query(
      `SELECT (SELECT count(*) FROM addresses WHERE contact_id = ANY ($1::uuid[])) AS addresses,
         (SELECT count(*) FROM list_members WHERE contact_id = ANY ($1::uuid[])) AS members`,
      [people],
    )
    return rows[0]
  })
}

describe('nothing refers to who is not there', () => {
  test('an address or a membership of nobody is refused, and nothing of the statement stays', async () => {
    const known = await direct((client) => addContact(client))
    const list = await direct((client) => addList(client))
    await expect(direct((client) => addAddresses(client, [known, uuid7()]))).rejects.toMatchObject(MISSING)
    await expect(direct((client) => addMembers(client, list, [known, uuid7()]))).rejects.toMatchObject(MISSING)
    await expect(direct((client) => addMembers(client, uuid7(), [known]))).rejects.toMatchObject(MISSING)
    expect(await held([known])).toEqual({ addresses: 0, members: 0 })
  })

  test('a person or a list of another workspace is nobody', async () => {
    const [foreign, foreignList] = await direct(
      async (client) => [await addContact(client, other), await addList(client, other)],
      other,
    )
    const [known, list] = await direct(async (client) => [await addContact(client), await addList(client)])
    await expect(direct((client) => addAddresses(client, [foreign!]))).rejects.toMatchObject(MISSING)
    await expect(direct((client) => addMembers(client, list!, [foreign!]))).rejects.toMatchObject(MISSING)
    await expect(direct((client) => addMembers(client, foreignList!, [known!]))).rejects.toMatchObject(MISSING)
  })

  test('people known before and people of the same transaction go together in one statement', async () => {
    const before = await direct((client) => addContact(client))
    const [list, fresh] = await direct(async (client) => {
      const ids = [await addList(client), await addContact(client)]
      await addMembers(client, ids[0]!, [before, ids[1]!])
      await addAddresses(client, [before, ids[1]!, before])
      return ids
    })
    expect(await held([before, fresh!])).toEqual({ addresses: 3, members: 2 })
    expect(list).toBeTruthy()
  })

  test('one made and taken away again in the same transaction is nobody', async () => {
    await expect(
      direct(async (client) => {
        const id = await addContact(client)
        await client.query('DELETE FROM contacts WHERE id = $1', [id])
        await addAddresses(client, [id])
      }),
    ).rejects.toMatchObject(MISSING)
  })

  test('moving an address to nobody is refused, to somebody it works', async () => {
    const [from, to] = await direct(async (client) => [await addContact(client), await addContact(client)])
    await direct((client) => addAddresses(client, [from!]))
    const move = (id: string) =>
      direct((client) => client.query('UPDATE addresses SET contact_id = $2 WHERE contact_id = $1', [from, id]))
    await expect(move(uuid7())).rejects.toMatchObject(MISSING)
    await move(to!)
    expect(await held([to!])).toMatchObject({ addresses: 1 })
  })

  test('the key of a person or a list does not change', async () => {
    const [id, list] = await direct(async (client) => [await addContact(client), await addList(client)])
    for (const [table, key] of [
      ['contacts', id],
      ['lists', list],
    ])
      await expect(
        direct((client) => client.query(`UPDATE ${table} SET id = $2 WHERE id = $1`, [key, uuid7()])),
      ).rejects.toMatchObject(MISSING)
  })
})

describe('who goes takes along what refers to them', () => {
  test('a person: addresses and memberships; a list: its memberships; nothing of anybody else', async () => {
    const [gone, stays, list] = await direct(async (client) => {
      const ids = [await addContact(client), await addContact(client), await addList(client)] as const
      await addMembers(client, ids[2], [ids[0], ids[1]])
      await addAddresses(client, [ids[0], ids[1]])
      return ids
    })
    await direct((client) => client.query('DELETE FROM contacts WHERE id = $1', [gone]))
    expect(await held([gone])).toEqual({ addresses: 0, members: 0 })
    expect(await held([stays])).toEqual({ addresses: 1, members: 1 })
    await direct((client) => client.query('DELETE FROM lists WHERE id = $1', [list]))
    expect(await held([stays])).toEqual({ addresses: 1, members: 0 })
  })
})

describe('two transactions at once', () => {
  /** Begins `first`, lets `second` run into it, ends `first`; gives what became of `second`. */
  async function meet(
    first: (client: pg.PoolClient) => Promise<unknown>,
    second: (client: pg.PoolClient) => Promise<unknown>,
  ) {
    let outcome: Promise<unknown> | undefined
    await direct(async (client) => {
      await first(client)
      const { pid } = (await client.query('SELECT pg_backend_pid() AS pid')).rows[0]
      outcome = direct(second).then(
        () => 'done',
        (error) => error.code,
      )
      for (;;) {
        const { rows } = await t.core.db.directSystem((watcher) =>
          watcher.query('SELECT count(*) AS n FROM pg_locks WHERE NOT granted AND $1 = ANY (pg_blocking_pids(pid))', [
            pid,
          ]),
        )
        if (rows[0].n > 0) break
      }
    })
    return outcome
  }

  test('who is being taken away gets no address and no membership', async () => {
    const [id, list] = await direct(async (client) => [await addContact(client), await addList(client)])
    const remove = (client: pg.PoolClient) => client.query('DELETE FROM contacts WHERE id = $1', [id])
    expect(await meet(remove, (client) => addMembers(client, list!, [id!]))).toBe('23503')
    expect(await held([id!])).toEqual({ addresses: 0, members: 0 })
  })

  test('a list that is being taken away gets nobody', async () => {
    const [id, list] = await direct(async (client) => [await addContact(client), await addList(client)])
    const remove = (client: pg.PoolClient) => client.query('DELETE FROM lists WHERE id = $1', [list])
    expect(await meet(remove, (client) => addMembers(client, list!, [id!]))).toBe('23503')
  })

  test('who is just getting an address is taken away with it', async () => {
    const id = await direct((client) => addContact(client))
    const add = (client: pg.PoolClient) => addAddresses(client, [id])
    expect(await meet(add, (client) => client.query('DELETE FROM contacts WHERE id = $1', [id]))).toBe('done')
    expect(await held([id])).toEqual({ addresses: 0, members: 0 })
  })

  test('a list that is just getting somebody is taken away with them', async () => {
    const [id, list] = await direct(async (client) => [await addContact(client), await addList(client)])
    const add = (client: pg.PoolClient) => addMembers(client, list!, [id!])
    expect(await meet(add, (client) => client.query('DELETE FROM lists WHERE id = $1', [list]))).toBe('done')
    expect(await held([id!])).toEqual({ addresses: 0, members: 0 })
  })
})
