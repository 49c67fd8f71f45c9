import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { projectRoot } from '../../../config/env.ts'

const PROGRAM = join(projectRoot, 'admin', 'build.mjs')
const BUILT = join(projectRoot, 'admin', 'dist', 'index.html')
/** A package brings the panel built, and neither its sources nor what builds it. */
const SOURCES = join(projectRoot, 'admin', 'src')
const VITE = join(projectRoot, 'node_modules', 'vite')

/** Builds the panel when it is missing or older than its sources. A panel that cannot be built stops nothing: the API says so at `/`. */
export async function buildPanel(say: (line: string) => void): Promise<void> {
  if (!existsSync(SOURCES) || !existsSync(VITE)) {
    if (!existsSync(BUILT)) say('The panel is not built, and cannot be built here (vite is not installed).')
    return
  }
  const builder = spawn(process.execPath, [PROGRAM, '--if-stale'], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [builder.stdout, builder.stderr]) createInterface({ input: stream }).on('line', say)
  const [code] = (await once(builder, 'close')) as [number | null]
  if (code !== 0) say('The panel could not be built; the lines above say why. Everything else runs.')
}
