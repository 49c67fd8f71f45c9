import { randomBytes } from 'node:crypto'
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import type { Config } from '../../../config/env.ts'
import { readSupervisor } from '../open.ts'
import { type Finding, finding } from './finding.ts'

const GB = 1024 ** 3

export function checkNode(): Finding[] {
  const major = Number.parseInt(process.versions.node, 10)
  const advice = 'Use `npm start` or bin/carillon: they take the Node 24 that `npm ci` installed.'
  return [finding(major >= 24 ? 'ok' : 'fail', 'node', `Node ${process.versions.node}; 24 or newer is needed.`, advice)]
}

export async function checkDataFolder({ dataDir }: Config): Promise<Finding[]> {
  try {
    await mkdir(dataDir, { recursive: true })
    const probe = join(dataDir, `.probe-${randomBytes(4).toString('hex')}`)
    await writeFile(probe, 'x', { flush: true })
    await rm(probe)
  } catch (error) {
    const advice = `Give this user the right to write there, or set CARILLON_DATA_DIR to another folder.`
    return [finding('fail', 'data folder', `${dataDir} cannot be written: ${(error as Error).message}`, advice)]
  }
  const { bavail, bsize } = await statfs(dataDir)
  const free = (bavail * bsize) / GB
  // A million recipients take about 1 GB of ledger and events; PostgreSQL stops when its WAL (up to 4 GB) finds no room.
  const is = free < 0.5 ? 'fail' : free < 5 ? 'warn' : 'ok'
  const advice = 'Free some space, or set CARILLON_DATA_DIR to a larger disk; below 5 GB large campaigns may fill it.'
  return [finding(is, 'data folder', `${dataDir} can be written; ${free.toFixed(1)} GB free.`, advice)]
}

export async function checkPort({ host, port, dataDir }: Config): Promise<Finding[]> {
  if (!(await answers(host, port))) return [finding('ok', 'port', `${port} is free.`)]
  if (readSupervisor(dataDir)) return [finding('ok', 'port', `${port} is in use; Carillon runs on this data folder.`)]
  return [
    finding(
      'warn',
      'port',
      `${port} is taken by another program.`,
      '`carillon start` takes the next free one; `carillon api` needs another PORT.',
    ),
  ]
}

function answers(host: string, port: number): Promise<boolean> {
  const target = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return new Promise((resolve) => {
    const socket = createConnection({ host: target, port, timeout: 2_000 })
    const settle = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket
      .once('connect', () => settle(true))
      .once('error', () => settle(false))
      .once('timeout', () => settle(false))
  })
}
