import type { Command } from 'commander'
import { EXIT, printJson } from './exit.ts'

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Checks machine, configuration and databases, and says what to do; exit code 1 when something fails.')
    .option('--json', 'print the findings as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { examine } = await import('./doctor/examine.ts')
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
