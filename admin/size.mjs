// Usage: node admin/size.mjs — what a first visit loads, chunk by chunk; exit code 1 above the limit.
import { readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'

const DIST = new URL('./dist/', import.meta.url)
/** 400 kB on a slow line of 4 Mbit/s are 0.8 s: the rest of the two seconds is for running it. */
export const LIMIT_KB = 400
/** What every visit asks for besides the entry: the words of one language. */
const ALWAYS = [/\/i18n\/words\/en\.ts$/]

/** Chunks of the entry with all it imports, and of what is always loaded with it: [file, bytes]. */
export function firstChunks() {
  const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', DIST), 'utf8'))
  const found = new Set()
  const visit = (key) => {
    if (found.has(key)) return
    found.add(key)
    for (const next of manifest[key].imports ?? []) visit(next)
  }
  for (const [key, chunk] of Object.entries(manifest))
    if (chunk.isEntry || ALWAYS.some((pattern) => pattern.test(`/${key}`))) visit(key)
  return [...found].map((key) => {
    const { file } = manifest[key]
    return [file, gzipSync(readFileSync(new URL(file, DIST)), { level: 9 }).length]
  })
}

/** In kB (1,000 bytes), rounded up. */
export const firstVisit = () => Math.ceil(firstChunks().reduce((sum, [, bytes]) => sum + bytes, 0) / 1000)

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [file, bytes] of firstChunks())
    console.log(`${(bytes / 1000).toFixed(1).padStart(8)} kB  ${fileURLToPath(new URL(file, DIST)).split('/').at(-1)}`)
  console.log(`${String(firstVisit()).padStart(8)} kB  in all, gzip (limit ${LIMIT_KB})`)
  if (firstVisit() > LIMIT_KB) process.exitCode = 1
}
