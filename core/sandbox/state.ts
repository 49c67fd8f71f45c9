import { randomBytes } from 'node:crypto'
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the sandboxes remember in the data folder: where they listened, and the way in for our own API. */
export interface SandboxState {
  /** Provider → the account settings that point at its sandbox. */
  readonly settings: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>
  readonly control: { readonly port: number; readonly token: string } | null
}

const fileOf = (dataDir: string) => join(dataDir, 'sandbox.json')

/** What was remembered; empty when there is nothing, or nothing that can be read. */
export function readState(dataDir: string): SandboxState {
  try {
    const { settings, control } = JSON.parse(readFileSync(fileOf(dataDir), 'utf8')) as Partial<SandboxState>
    return { settings: settings ?? {}, control: control ?? null }
  } catch {
    return { settings: {}, control: null }
  }
}

/** Whole or not at all, and for this user's eyes: the token in it shows every mail that "arrived". */
export function writeState(dataDir: string, state: SandboxState): void {
  const file = fileOf(dataDir)
  const fresh = `${file}.${process.pid}`
  writeFileSync(fresh, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
  chmodSync(fresh, 0o600)
  renameSync(fresh, file)
}

export const newToken = () => randomBytes(24).toString('base64url')
