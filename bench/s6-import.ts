import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { changeImport, startImport } from '../core/contacts/imports/change.ts'
import { copy } from '../core/contacts/imports/run/rows/stage.ts'
import { runImport } from '../core/contacts/imports/run/run.ts'
import { uploadImport } from '../core/contacts/imports/upload.ts'
import { type Bench, type Measure, median, type Options, rounded, roundedAll } from './support/measure.ts'
import { createWorld, type World } from './support/world.ts'

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
export const s6: Bench = { id: 'S6', run }

interface Round {
  readonly copy: number
  readonly whole: number
}

async function run(options: Options): Promise<Measure> {
  const rows = options.people ?? (options.full ? 1_000_000 : 200_000)
  const folder = await mkdtemp(join(tmpdir(), 'carillon-s6-'))
  const file = join(folder, 'people.csv')
  await writeFile(file, rows)
  const rounds: Round[] = []
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 20)
  try {
    for (let round = 0; round < options.rounds; round++) {
      // A fresh database each time: an import into an empty one is the case with the most to write.
      const world = await createWorld()
      try {
        const copy = await copyAlone(world, rows)
        const whole = await wholeImport(world, file, rows)
        rounds.push({ copy, whole })
        options.say(`S6 COPY alone ${copy.toFixed(2)} s, whole import ${whole.toFixed(2)} s`)
      } finally {
        await world.close()
      }
    }
  } finally {
    clearInterval(watch)
    await rm(folder, { recursive: true, force: true })
  }
  return conclude(rounds, rows, peak)
}

function conclude(rounds: readonly Round[], rows: number, peak: number): Measure {
  const ratios = rounds.map(({ copy, whole }) => whole / copy)
  const [copy, whole] = [rounds.map((round) => round.copy), rounds.map((round) => round.whole)]
  return {
    id: 'S6',
    figures: [{ name: 'import ÷ COPY', value: median(ratios), goal: { is: '<=', value: 3.5 } }],
    note: `${median(whole).toFixed(1)} ÷ ${median(copy).toFixed(1)} s for ${rows} rows`,
    raw: {
      rows,
      ratios: roundedAll(ratios),
      copySeconds: roundedAll(copy, 3),
      importSeconds: roundedAll(whole, 3),
      peakRssMb: rounded(peak / 1e6, 0),
    },
  }
}

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
