import { execFileSync } from 'node:child_process'
import { cpus, loadavg, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { allReached, type Bench, lineOf, type Options } from './support/measure.ts'
import { closeWorlds } from './support/world.ts'

const LOAD: Record<string, () => Promise<Bench>> = {
  S1: async () => (await import('./s1-dispatch.ts')).s1,
  S2: async () => (await import('./s2-sendmail.ts')).s2,
  S3: async () => (await import('./s3-expansion.ts')).s3,
  S4: async () => (await import('./s4-flat.ts')).s4,
  S5: async () => (await import('./s5-api.ts')).s5,
  S6: async () => (await import('./s6-import.ts')).s6,
  S7: async () => (await import('./s7-pages.ts')).s7,
  S8: async () => (await import('./s8-start.ts')).s8,
  P1: async () => (await import('./p1-interaction.ts')).p1,
  P2: async () => (await import('./p2-first-load.ts')).p2,
  P3: async () => (await import('./p3-live-page.ts')).p3,
}
const USAGE = `npm run bench [-- S1 S3 …] [--full] [--json] [--rounds n] [--people n]
  S1 … S8, P1 … P3  only these measures (docs/performance.md says what each is); default all
  --full        the sizes of the goals: 1 M people, 5 rounds (an hour or two)
  --json        one JSON document instead of lines: raw rates, CPU per mail, memory, machine
  --rounds n    times each side is measured, the median counts; default 3, with --full 5
  --people n    people, instead of each measure's own size`

const args = readArgs()
const machine = {
  date: new Date().toISOString(),
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  load: loadavg().map((load) => Number(load.toFixed(2))),
  node: process.version,
  commit: commit(),
}
const results: object[] = []
let missed = false
let interrupted = false

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    interrupted = true
    void closeWorlds().finally(() => process.exit(130))
  })

say(`${machine.cpu}, ${machine.cores} cores, load ${machine.load[0]}, Node ${machine.node}, ${machine.date}`)
for (const id of args.ids) {
  const begun = performance.now()
  const load = Number(loadavg()[0]!.toFixed(2))
  try {
    const measure = await (await LOAD[id]!()).run(args.options)
    const ok = allReached(measure)
    missed ||= !ok
    const seconds = Math.round((performance.now() - begun) / 1000)
    if (args.json) results.push({ ...measure, ok, loadAtStart: load, seconds })
    else console.log(lineOf(measure))
  } catch (error) {
    if (interrupted) await new Promise(() => {})
    missed = true
    if (args.json) results.push({ id, ok: false, error: String(error), loadAtStart: load })
    else console.log(`${id} failed: ${error instanceof Error ? (error.stack ?? error.message) : error}`)
  }
}
if (args.json) {
  const { full, rounds, people } = args.options
  console.log(JSON.stringify({ machine, full, rounds, people: people ?? null, measures: results }, null, 2))
}
process.exit(missed ? 1 : 0)

function readArgs(): { ids: string[]; json: boolean; options: Options } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        full: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        rounds: { type: 'string' },
        people: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) {
      console.log(USAGE)
      process.exit(0)
    }
    const ids = positionals.length ? positionals.map((id) => id.toUpperCase()) : Object.keys(LOAD)
    const unknown = ids.filter((id) => !LOAD[id])
    if (unknown.length)
      throw new Error(`there is no measure ${unknown.join(', ')}; there are ${Object.keys(LOAD).join(' ')}`)
    const rounds = values.rounds ? whole('--rounds', values.rounds, 1, 99) : values.full ? 5 : 3
    const people = values.people ? { people: whole('--people', values.people, 1_000, 5_000_000) } : {}
    const say = values.json ? () => {} : (line: string) => console.error(`  ${line}`)
    return { ids, json: values.json, options: { full: values.full, rounds, ...people, say } }
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`)
    process.exit(2)
  }
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new Error(`${name} must be a whole number from ${least} to ${most}, not "${text}"`)
}

function say(line: string): void {
  args.options.say(line)
}

function commit(): string | null {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return null
  }
}
