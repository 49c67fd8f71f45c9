import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { projectRoot } from '../../../config/env.ts'

let built: Promise<unknown> | undefined

/** Builds the panel if its sources are newer than the last build. Test files at the same time wait for one another (admin/build.mjs). */
export function buildOnce(): Promise<unknown> {
  built ??= promisify(execFile)(process.execPath, [join(projectRoot, 'admin', 'build.mjs'), '--if-stale'])
  return built
}
