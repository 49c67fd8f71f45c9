import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { projectRoot } from '../../config/env.ts'

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs `carillon` as a person would, with nothing of this process's configuration. */
export function carillon(words: readonly string[], environment: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(projectRoot, 'core', 'cli.ts'), ...words],
      { env: { PATH: '/usr/bin:/bin', ...environment }, timeout: 60_000 },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })
}
