// Usage: node admin/build.mjs [--if-stale] [--if-possible] [--clean]
// Builds the panel into admin/dist, compresses it, and prints the size of what a first visit loads.
// Plain JavaScript: it also runs as `prepare` at `npm ci`, under whatever Node does the installing.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const ADMIN = fileURLToPath(new URL('.', import.meta.url))
const DIST = join(ADMIN, 'dist')
const INDEX = join(DIST, 'index.html')
const ASSETS = join(DIST, 'assets')
const LOCK = join(DIST, '.building')
const ABANDONED_MS = 5 * 60_000
/** How long the files of earlier builds stay. */
const KEPT_MS = 24 * 3_600_000
const SOURCES = ['src', 'public', 'index.html', 'vite.config.ts', '../docs/guide', '../package-lock.json']

/** Older than any of its sources, or not there. */
export function isStale() {
  if (!existsSync(INDEX)) return true
  const builtAt = statSync(INDEX).mtimeMs
  return SOURCES.some((source) => newest(join(ADMIN, source)) > builtAt)
}

/** One build at a time; who waited asks again whether there is anything to do. */
async function alone(work) {
  mkdirSync(DIST, { recursive: true })
  while (!take()) await new Promise((later) => setTimeout(later, 200))
  try {
    return await work()
  } finally {
    rmSync(LOCK, { recursive: true, force: true })
  }
}

function take() {
  try {
    mkdirSync(LOCK)
    writeFileSync(join(LOCK, 'pid'), String(process.pid))
    return true
  } catch {
    if (isAbandoned()) rmSync(LOCK, { recursive: true, force: true })
    return false
  }
}

/** Left by a build that was killed: its process is gone, or it holds the lock longer than any build takes. */
function isAbandoned() {
  const age = Date.now() - (statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
  if (age > ABANDONED_MS) return true
  try {
    process.kill(Number(readFileSync(join(LOCK, 'pid'), 'utf8')), 0)
  } catch (error) {
    return error.code === 'ESRCH'
  }
  return false
}

export async function buildPanel({ clean = false } = {}) {
  // Sources that change while the build runs make it stale again.
  const startedAt = new Date()
  // Whoever calls (a test, a start for development): what is built is what is delivered.
  process.env.NODE_ENV = 'production'
  const { build } = await import('vite')
  if (clean) rmSync(ASSETS, { recursive: true, force: true })
  // A page that is open now still asks for the files of the build before.
  await build({ configFile: join(ADMIN, 'vite.config.ts'), logLevel: 'warn', build: { emptyOutDir: false } })
  for (const file of filesUnder(DIST)) {
    if (Date.now() - statSync(file).mtimeMs > KEPT_MS && file.startsWith(ASSETS)) rmSync(file)
    else compress(file)
  }
  utimesSync(INDEX, startedAt, startedAt)
}

function newest(path) {
  if (!existsSync(path)) return 0
  const { mtimeMs } = statSync(path)
  if (!statSync(path).isDirectory()) return mtimeMs
  return filesUnder(path).reduce((latest, file) => Math.max(latest, statSync(file).mtimeMs), mtimeMs)
}

const filesUnder = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))

/** Once here rather than at each request. Quality 9 takes a tenth of the time of 11 for 3 % more bytes. */
function compress(file) {
  if (!/\.(js|css|svg|html|webmanifest)$/.test(file)) return
  const bytes = readFileSync(file)
  if (bytes.length < 1024) return
  if (statSync(`${file}.br`, { throwIfNoEntry: false })?.mtimeMs >= statSync(file).mtimeMs) return
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }))
}

async function main(flags) {
  if (flags.includes('--if-possible')) {
    // With `--omit=dev` vite is not there, and an install must not fail for it.
    const possible =
      existsSync(join(ADMIN, 'src')) &&
      (await import('vite').then(
        () => true,
        () => false,
      ))
    if (!possible) return console.log('The panel is not built here: its sources or vite are not installed.')
  }
  const startedAt = Date.now()
  const built = await alone(async () => {
    if (flags.includes('--if-stale') && !isStale()) return false
    console.log('Building the panel …')
    await buildPanel({ clean: flags.includes('--clean') })
    return true
  })
  if (!built) return
  console.log(
    `Built the panel into ${relative(process.cwd(), DIST)} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`,
  )
  const { firstVisit, LIMIT_KB } = await import('./size.mjs')
  const kB = firstVisit()
  console.log(`A first visit loads ${kB} kB of JavaScript (gzip; limit ${LIMIT_KB}).`)
  if (kB > LIMIT_KB) process.exitCode = 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
