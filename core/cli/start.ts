import type { Command } from 'commander'
import { supervise } from './start/supervise.ts'

export function addStart(program: Command): void {
  program
    .command('start')
    .description(
      'Runs everything on this machine: database (embedded unless DATABASE_URL is set), API, workers, sandboxes.',
    )
    .option('--json', 'print log lines as the processes write them (JSON)')
    .action((options: { json?: boolean }) => supervise({ json: options.json === true, watch: false }))
}
