import { fillLists, type LargeList } from './support/large-lists.ts'
import { type Bench, type Measure, median, type Options, rounded } from './support/measure.ts'
import { addReader, signIn, startRole } from './support/role.ts'
import { freePort } from './support/sink.ts'
import { inWorld } from './support/world.ts'

const DEEP = 0.9
const TIMES = 30
const LIMIT = 50
/** With fewer people the shortest list has no whole page behind nine tenths. */
const LEAST = 10_000
/** What differs by less is the noise of a request, not of a page. */
const NOISE_MS = 1

/** S7: the page at nine tenths of a list ÷ its first page, for every list of the API that can be large; the worst counts. */
export const s7: Bench = { id: 'S7', run }

interface Paged {
  readonly list: string
  readonly firstMs: number
  readonly deepMs: number
  readonly ratio: number
}

async function run(options: Options): Promise<Measure> {
  const people = Math.max(LEAST, options.people ?? (options.full ? 1_000_000 : 100_000))
  return inWorld(people, async (world) => {
    const port = await freePort()
    const lists = await fillLists(world, people)
    const api = await startRole(world, 'api', port)
    try {
      await addReader(world)
      const pages: Paged[] = []
      for (const list of lists) {
        const paged = await compare(port, list)
        pages.push(paged)
        options.say(`S7 ${paged.list}: first ${paged.firstMs.toFixed(1)} ms, deep ${paged.deepMs.toFixed(1)} ms`)
      }
      return conclude(pages, people)
    } finally {
      await api.close()
    }
  })
}

function conclude(pages: readonly Paged[], people: number): Measure {
  const worst = pages.reduce((worst, page) => (page.ratio > worst.ratio ? page : worst))
  return {
    id: 'S7',
    figures: [{ name: 'deep ÷ first page', value: worst.ratio, goal: { is: '<=', value: 1.5 } }],
    note: `worst of ${pages.length} lists: ${worst.list}, ${worst.deepMs.toFixed(1)} ÷ ${worst.firstMs.toFixed(1)} ms; below ${NOISE_MS} ms of difference counts as 1`,
    raw: { people, limit: LIMIT, times: TIMES, lists: pages },
  }
}

async function compare(port: number, { path, rows }: LargeList): Promise<Paged> {
  // A fresh token for each list: walking a long one takes minutes, and a token is good for 15.
  const get = getter(`http://127.0.0.1:${port}${path}`, await signIn(port))
  const deep = await walk(get, Math.floor(rows * DEEP), path)
  const first: number[] = []
  const last: number[] = []
  for (let time = 0; time < TIMES; time++) {
    first.push((await get(LIMIT)).ms)
    last.push((await get(LIMIT, deep)).ms)
  }
  const [firstMs, deepMs] = [median(first), median(last)]
  const ratio = deepMs - firstMs < NOISE_MS ? Math.min(1, deepMs / firstMs) : deepMs / firstMs
  return { list: nameOf(path), firstMs: rounded(firstMs), deepMs: rounded(deepMs), ratio: rounded(ratio) }
}

/** The cursor behind about `rows` rows, reached as a person would: page by page. */
async function walk(get: ReturnType<typeof getter>, rows: number, path: string): Promise<string> {
  let cursor: string | undefined
  for (let seen = 0; seen < rows; ) {
    const page = await get(Math.min(200, rows - seen), cursor)
    seen += page.data.length
    if (!page.next) throw new Error(`${path} ends after ${seen} rows, ${rows} were expected`)
    cursor = page.next
  }
  return cursor!
}

function getter(url: string, token: string) {
  const joined = url.includes('?') ? `${url}&` : `${url}?`
  return async (limit: number, cursor?: string) => {
    const begun = performance.now()
    const answer = await fetch(`${joined}limit=${limit}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const body: any = await answer.json()
    const ms = performance.now() - begun
    if (!answer.ok) throw new Error(`${url} was answered ${answer.status}: ${body.detail}`)
    return { data: body.data as unknown[], next: body.next as string | null, ms }
  }
}

/** The path without ids, which are new each time. */
const nameOf = (path: string) =>
  path
    .replace('/api/v1/', '')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')
    .replace(/\?$/, '')
