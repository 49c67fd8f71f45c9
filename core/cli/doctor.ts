import type { Command } from 'commander'
import { type Config, ConfigError, loadConfig } from '../../config/env.ts'
import { checkDatabase } from './doctor/database.ts'
import { checkEmbedded } from './doctor/embedded.ts'
import { type Finding, finding } from './doctor/finding.ts'
import { checkDataFolder, checkNode, checkPort } from './doctor/machine.ts'
import { checkMongo } from './doctor/mongo.ts'
import { EXIT, printJson } from './exit.ts'

const CHECKS: readonly (readonly [string, (config: Config) => Promise<Finding[]>])[] = [
  ['data folder', checkDataFolder],
  ['port', checkPort],
  ['embedded', checkEmbedded],
  ['database', checkDatabase],
  ['mongodb', checkMongo],
]

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Checks machine, configuration and databases, and says what to do; exit code 1 when something fails.')
    .option('--json', 'print the findings as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await examine()
      const failed = findings.some(({ is }) => is === 'fail')
      if (failed) process.exitCode = EXIT.failed
      if (json) return printJson({ ok: !failed, findings })
      for (const { is, name, message, advice } of findings) {
        process.stdout.write(`${is.padEnd(4)}  ${name.padEnd(14)}  ${message}\n`)
        if (advice) process.stdout.write(`${' '.repeat(22)}${advice}\n`)
      }
    })
}

async function examine(): Promise<Finding[]> {
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
