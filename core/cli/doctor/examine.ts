import { type Config, ConfigError, loadConfig } from '../../../config/env.ts'
import { checkDatabase } from './database.ts'
import { checkEmbedded } from './embedded.ts'
import { type Finding, finding } from './finding.ts'
import { checkKeys } from './keys.ts'
import { checkDataFolder, checkNode, checkPort } from './machine.ts'
import { checkMongo } from './mongo.ts'

const CHECKS: readonly (readonly [string, (config: Config) => Promise<Finding[]>])[] = [
  ['data folder', checkDataFolder],
  ['port', checkPort],
  ['embedded', checkEmbedded],
  ['database', checkDatabase],
  ['keys', checkKeys],
  ['mongodb', checkMongo],
]

/** Looks at everything; a check that throws is a finding of its own. */
export async function examine(): Promise<Finding[]> {
  const findings = checkNode()
  let config: Config
  try {
    config = loadConfig()
    findings.push(finding('ok', 'configuration', `NODE_ENV=${config.nodeEnv}, every value understood.`))
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const advice = 'Correct it in the environment or in .env; .env.example describes every setting.'
    return [...findings, ...error.problems.map((problem) => finding('fail', 'configuration', problem, advice))]
  }
  for (const [name, check] of CHECKS) {
    findings.push(...(await check(config).catch((error: Error) => [finding('fail', name, error.message)])))
  }
  return findings
}
