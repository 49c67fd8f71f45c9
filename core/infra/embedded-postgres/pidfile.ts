import { readFileSync, realpathSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/** `postmaster.pid` as PostgreSQL writes it: line 1 pid, line 4 port, line 8 status. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** 'starting', 'ready', 'stopping', 'standby'; empty while the file is being written. */
  readonly status: string
}

export function readPidFile(data: string): Postmaster | null {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]), status: (lines[7] ?? '').trim() }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** True when a process of this id is there at all; a zombie counts as dead (a container's pid 1 may not reap). */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  if (process.platform === 'linux') {
    try {
      return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    } catch {
      return false
    }
  }
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Whether the process named in the pid file is the PostgreSQL of this very folder. A pid may have been given to another
 * program since. 'unknown' where the system does not show command lines.
 */
export function isOurs(postmaster: Postmaster, data: string): boolean | 'unknown' {
  if (!isAlive(postmaster.pid)) return false
  if (process.platform !== 'linux') return 'unknown'
  try {
    const words = readFileSync(`/proc/${postmaster.pid}/cmdline`, 'utf8').split('\0')
    const folder = words[words.indexOf('-D') + 1] ?? ''
    return /postgres$/.test(words[0] ?? '') && (folder === data || realpath(folder) === realpath(data))
  } catch {
    return false
  }
}

const realpath = (path: string) => {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

export const removePidFile = (data: string) => rm(join(data, 'postmaster.pid'), { force: true })
