import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runImport } from '../../../core/contacts/imports/run/run.ts'
import { sweepImports } from '../../../core/contacts/imports/run/sweep.ts'
import { createImportWorld, type ImportWorld, sumOf } from './support.ts'

let world: ImportWorld
beforeAll(async () => {
  world = await createImportWorld()
})
afterAll(() => world.close())

const never = new AbortController().signal
const consent = { channel: 'email', purpose: 'news', source: 'form', wording: { text: 'Yes.', locale: 'en' } }

async function started(content: string, options: Record<string, unknown> = {}): Promise<string> {
  const me = world.as('contributor')
  const { body } = await world.upload(content)
  if (Object.keys(options).length) expect((await me.patch(`/api/v1/imports/${body.id}`, options)).status).toBe(200)
  expect((await me.post(`/api/v1/imports/${body.id}/start`)).status).toBe(202)
  return body.id
}
const shown = async (id: string) => (await world.as('contributor').get(`/api/v1/imports/${id}`)).body
const leaseEnds = (id: string) => world.query('UPDATE imports SET lease_until = now() WHERE id = ?', id)
const peopleOf = async (domain: string) =>
  (
    await world.query(
      `SELECT count(DISTINCT a.contact_id)::int AS people, count(DISTINCT e.id)::int AS consents, count(DISTINCT m.contact_id)::int AS listed
       FROM addresses a LEFT JOIN consent_events e ON e.contact_id = a.contact_id LEFT JOIN list_members m ON m.contact_id = a.contact_id WHERE a.value LIKE ?`,
      `%@${domain}.example`,
    )
  )[0]

/** Good rows, a bad one in ten, a double one in twenty. */
const file = (domain: string, rows: number) =>
  `Email,First name\n${Array.from({ length: rows }, (_, i) =>
    i % 10 === 3
      ? `broken${i},B`
      : i % 20 === 9
        ? `p${i - 1}@${domain}.example,P${i - 1}`
        : `p${i}@${domain}.example,P${i}`,
  ).join('\n')}\n`

async function waitForRows(id: string, rows: number): Promise<void> {
  for (;;) {
    const [row] = await world.query('SELECT rows_done, state FROM imports WHERE id = ?', id)
    if (Number(row.rows_done) >= rows) return
    if (row.state !== 'running') throw new Error(`ended ${row.state} at ${row.rows_done}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

test('killed again and again, it goes on where it was: exact totals, nothing twice', { timeout: 240_000 }, async () => {
  const rows = 6000
  const list = (await world.as('contributor').post('/api/v1/lists', { name: 'Killed' })).body.id
  const id = await started(file('kill', rows), { consent, lists: [list] })
  let kills = 0
  for (let least = 200; ; ) {
    const child = fork(fileURLToPath(new URL('./run-child.ts', import.meta.url)), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    const exited = once(child, 'exit')
    child.send({ config: world.config, workspaceId: world.workspaceId, importId: id, batchRows: 100 })
    if (kills === 4) {
      await exited
      break
    }
    await waitForRows(id, least)
    child.kill('SIGKILL')
    await exited
    kills++
    await leaseEnds(id)
    least = (await shown(id)).rowsDone + 300
  }
  const done = await shown(id)
  expect(done).toMatchObject({
    state: 'completed',
    totals: { rows, refused: 600, unchanged: 300, created: 5100, consentGiven: 5100 },
  })
  expect(await peopleOf('kill')).toEqual({ people: 5100, consents: 5100, listed: 5100 })
  expect(await world.rejects(id)).toHaveLength(600)
})

test('two workers at once: one runs it', async () => {
  const id = await started(file('two', 2000))
  const results = await Promise.all(
    [1, 2, 3].map(() => runImport(world.core, world.workspaceId, id, never, { batchRows: 100 })),
  )
  expect(results.sort()).toEqual(['busy', 'busy', 'completed'])
  expect((await shown(id)).totals).toMatchObject({ rows: 2000, created: 1700, unchanged: 100, refused: 200 })
})

test('a worker that lost its lease changes nothing any more', async () => {
  const id = await started(file('fence', 4000))
  const frozen = runImport(world.core, world.workspaceId, id, never, { batchRows: 100 })
  await waitForRows(id, 200)
  await world.query(
    `UPDATE imports SET lease_token = '00000000-0000-4000-8000-000000000000', lease_until = now() WHERE id = ?`,
    id,
  )
  expect(await frozen).toBe('lost')
  const { rowsDone } = await shown(id)
  expect((await peopleOf('fence')).people).toBeLessThan(rowsDone)
  expect(await runImport(world.core, world.workspaceId, id, never)).toBe('completed')
  expect((await shown(id)).totals).toMatchObject({ rows: 4000, created: 3400, unchanged: 200, refused: 400 })
})

test('cancelled: whole batches stay, nothing more comes, the totals are those of what is in', async () => {
  const id = await started(file('cancel', 4000))
  const running = runImport(world.core, world.workspaceId, id, never, { batchRows: 100 })
  await waitForRows(id, 200)
  expect((await world.as('contributor').post(`/api/v1/imports/${id}/cancel`)).body.state).toBe('cancelled')
  expect(await running).toBe('lost')
  const { totals, state } = await shown(id)
  expect(state).toBe('cancelled')
  expect(totals.rows).toBeLessThan(4000)
  expect(sumOf(totals)).toBe(totals.rows)
  expect((await peopleOf('cancel')).people).toBe(totals.created)
  expect(await sweepImports(world.core, never)).toBe(0)
  expect((await world.as('contributor').post(`/api/v1/imports/${id}/start`)).status).toBe(409)
})

test('told to stop, it gives the lease back at once and the next sweep goes on', async () => {
  const id = await started(file('stop', 3000))
  const stop = new AbortController()
  const running = runImport(world.core, world.workspaceId, id, stop.signal, { batchRows: 100 })
  await waitForRows(id, 200)
  stop.abort()
  expect(await running).toBe('stopped')
  expect((await shown(id)).state).toBe('running')
  expect(await sweepImports(world.core, never)).toBe(1)
  expect((await shown(id)).totals).toMatchObject({ rows: 3000, created: 2550, unchanged: 150, refused: 300 })
})

test('the same file twice at the same time: everybody once', async () => {
  const ids = await Promise.all([started(file('same', 2000)), started(file('same', 2000))])
  await Promise.all(ids.map((id) => runImport(world.core, world.workspaceId, id, never, { batchRows: 200 })))
  const totals = await Promise.all(ids.map(async (id) => (await shown(id)).totals))
  for (const one of totals) expect(sumOf(one)).toBe(2000)
  expect(totals[0].created + totals[1].created).toBe(1700)
  expect((await peopleOf('same')).people).toBe(1700)
})

test('a file that went away fails with a sentence', async () => {
  const id = await started('Email\na@gone.example\n')
  await world.query(
    `UPDATE files SET path = '00/${'0'.repeat(32)}' WHERE id = (SELECT file_id FROM imports WHERE id = ?)`,
    id,
  )
  expect(await runImport(world.core, world.workspaceId, id, never)).toBe('failed')
  expect((await shown(id)).problem).toMatchObject({ code: 'file_missing' })
})

test('whatever the file, every row is counted once and every good person is in', { timeout: 60_000 }, async () => {
  const kind = fc.constantFrom('new', 'new', 'new', 'double', 'near', 'broken', 'short', 'long', 'quote', 'blank')
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(kind, { minLength: 1, maxLength: 120 }),
      fc.integer({ min: 1, max: 60 }),
      async (kinds, batchRows) => {
        const domain = `prop${run++}`
        const good: string[] = []
        let refused = 0
        const lines = kinds.map((one, i) => {
          const address = `u${i}@${domain}.example`
          if (one === 'blank') return ''
          if (one === 'new' || good.length === 0) {
            good.push(address)
            return `${address},N${i},`
          }
          if (one === 'double') return `${good[i % good.length]},,`
          if (one === 'near') return `${good.at(-1)!.toUpperCase()},Other,x`
          refused++
          return {
            broken: `u${i} at nowhere,N,`,
            short: `${address}`,
            long: `${address},a,b,c`,
            quote: `"${address}"x,"N,`,
          }[one]
        })
        const rows = kinds.filter((_one, i) => lines[i] !== '').length
        const id = await started(`Email,First name,Last name\n${lines.join('\n')}\nlast@${domain}.example,L,\n`)
        expect(await runImport(world.core, world.workspaceId, id, never, { batchRows })).toBe('completed')
        const { totals } = await shown(id)
        expect(sumOf(totals)).toBe(totals.rows)
        expect(totals).toMatchObject({ rows: rows + 1, refused, created: good.length + 1 })
        expect((await peopleOf(domain)).people).toBe(good.length + 1)
      },
    ),
    { numRuns: 25 },
  )
})
