import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { changeImport, startImport } from '../core/contacts/imports/change.ts'
import { runImport } from '../core/contacts/imports/run/run.ts'
import { copy } from '../core/contacts/imports/run/stage.ts'
import { uploadImport } from '../core/contacts/imports/upload.ts'
import { createWorld, type World } from './support/world.ts'

export interface S6Options {
  /** People in the file; default 200,000. */
  readonly rows?: number
  /** Each round measures both sides; the median ratio counts. Default 3. */
  readonly rounds?: number
  readonly json?: boolean
}

export interface S6Result {
  readonly ratio: number
  readonly ok: boolean
  readonly rows: number
  /** Seconds, per round. */
  readonly copySeconds: readonly number[]
  readonly importSeconds: readonly number[]
  readonly peakRssMb: number
  readonly cpu: string
}

const GOAL = 3.5
const FIRST = [
  'Ana',
  'Björn',
  'Chloé',
  'Dmitri',
  'Eve',
  'Fatima',
  'Giulia',
  'Hugo',
  'Inès',
  'José',
  'Katrin',
  'Liam',
  'Małgorzata',
]
const LAST = [
  'García',
  'Müller',
  "O'Brien",
  'Dupont',
  'Rossi',
  'Nowak',
  'Silva',
  'Jensen',
  'Virtanen',
  'Novák',
  'Kowalska',
]
const CITIES = ['Paris', 'Berlin', 'Zürich', 'Oslo', 'São Paulo', 'Montréal', 'Lisboa', 'Kraków', 'Lyon', 'Sevilla']

/** Person number `i`: addresses in no order, as in a real file. */
function person(i: number) {
  const mixed = Math.imul(i, 2654435761) >>> 0
  const [first, last] = [FIRST[mixed % FIRST.length]!, LAST[(mixed >>> 8) % LAST.length]!]
  const email = `${mixed.toString(36)}.${i}@${i % 3 ? 'mail' : 'post'}${mixed % 997}.example`
  return { email, first, last, city: CITIES[(mixed >>> 4) % CITIES.length]! }
}

/**
 * S6: the whole import of a CSV file (read, decode, check, find duplicates, store people, addresses, list and consent with
 * proof, checkpoints) ÷ COPY alone of the same rows into an unlogged table, both from one Node process to one PostgreSQL.
 */
export async function run(options: S6Options = {}): Promise<S6Result> {
  const rows = options.rows ?? 200_000
  const folder = await mkdtemp(join(tmpdir(), 'carillon-s6-'))
  const file = join(folder, 'people.csv')
  await writeFile(file, rows)
  const copySeconds: number[] = []
  const importSeconds: number[] = []
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 20)
  try {
    for (let round = 0; round < (options.rounds ?? 3); round++) {
      const world = await createWorld()
      try {
        copySeconds.push(await copyAlone(world, rows))
        importSeconds.push(await wholeImport(world, file, rows))
      } finally {
        await world.close()
      }
    }
  } finally {
    clearInterval(watch)
    await rm(folder, { recursive: true, force: true })
  }
  const ratio = median(importSeconds.map((seconds, round) => seconds / copySeconds[round]!))
  const result: S6Result = {
    ratio: Math.round(ratio * 100) / 100,
    ok: ratio <= GOAL,
    rows,
    copySeconds,
    importSeconds,
    peakRssMb: Math.round(peak / 1e6),
    cpu: cpus()[0]?.model ?? '',
  }
  console.log(options.json ? JSON.stringify(result) : `S6 ${result.ratio} goal<=${GOAL} ${result.ok ? 'ok' : 'missed'}`)
  if (!options.json)
    console.log(
      `   ${rows} rows: COPY alone ${shown(copySeconds)} s, whole import ${shown(importSeconds)} s, peak ${result.peakRssMb} MB, ${result.cpu}`,
    )
  return result
}

const shown = (seconds: readonly number[]) => seconds.map((one) => one.toFixed(1)).join(' / ')
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!

async function writeFile(path: string, rows: number): Promise<void> {
  const out = createWriteStream(path)
  out.write('Email,First name,Last name,City\n')
  let text = ''
  for (let i = 0; i < rows; i++) {
    const { email, first, last, city } = person(i)
    text += `${email},${first},${last},${city}\n`
    if (text.length < 65_536) continue
    if (!out.write(text)) await once(out, 'drain')
    text = ''
  }
  out.end(text)
  await once(out, 'finish')
}

/** The same rows, made by Node on the way, into a table without log, key or index. */
async function copyAlone(world: World, rows: number): Promise<number> {
  const client = new pg.Client({ connectionString: world.config.databaseUrl })
  await client.connect()
  try {
    await client.query(
      'CREATE UNLOGGED TABLE bench_staging (email text, first_name text, last_name text, attributes jsonb, list_id uuid, consent text)',
    )
    const begun = performance.now()
    for (let from = 0; from < rows; from += 100_000) {
      const chunks: string[] = []
      let text = ''
      for (let i = from; i < Math.min(rows, from + 100_000); i++) {
        const { email, first, last, city } = person(i)
        text += `${email}\t${first}\t${last}\t{"city":"${city}"}\t${world.listId}\tgiven\n`
        if (text.length < 65_536) continue
        chunks.push(text)
        text = ''
      }
      chunks.push(text)
      await copy(client as unknown as pg.PoolClient, 'COPY bench_staging FROM STDIN', chunks)
    }
    const seconds = (performance.now() - begun) / 1000
    await client.query('DROP TABLE bench_staging')
    return seconds
  } finally {
    await client.end()
  }
}

async function wholeImport(world: World, file: string, rows: number): Promise<number> {
  const { core, actor, workspaceId, listId } = world
  const id = await uploadImport(core, actor, { name: 'people.csv', type: 'text/csv', stream: createReadStream(file) })
  await changeImport(core, actor, id, {
    columns: [
      { index: 0, target: 'address:email' },
      { index: 1, target: 'firstName' },
      { index: 2, target: 'lastName' },
      { index: 3, target: 'attribute:city' },
    ],
    declare: [{ name: 'city', type: 'text' }],
    lists: [listId],
    consent: {
      channel: 'email',
      purpose: 'marketing',
      source: 'bench',
      wording: { text: 'Yes, write to me.', locale: 'en' },
    },
  })
  await startImport(core, actor, id)
  const begun = performance.now()
  const outcome = await runImport(core, workspaceId, id, new AbortController().signal)
  const seconds = (performance.now() - begun) / 1000
  const { created, consentGiven } = await core.db.tenant(workspaceId, async (trx) => {
    const { totals } = await trx('imports').where({ workspace_id: workspaceId, id }).first('totals')
    return totals
  })
  if (outcome !== 'completed' || created !== rows || consentGiven !== rows)
    throw new Error(`the import ended ${outcome} with ${created} people and ${consentGiven} consents of ${rows}`)
  return seconds
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { rows: { type: 'string' }, rounds: { type: 'string' }, json: { type: 'boolean' } },
  })
  const result = await run({
    ...(values.rows ? { rows: Number(values.rows) } : {}),
    ...(values.rounds ? { rounds: Number(values.rounds) } : {}),
    json: values.json ?? false,
  })
  process.exitCode = result.ok ? 0 : 1
}
