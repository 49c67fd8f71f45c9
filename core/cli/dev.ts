import type { Command } from 'commander'
import { supervise } from './start/supervise.ts'

export function addDev(program: Command): void {
  program
    .command('dev')
    .description('As start, and restarts API, workers and sandboxes when a source file changes.')
    .option('--json', 'print log lines as the processes write them (JSON)')
    .action((options: { json?: boolean }) => supervise({ json: options.json === true, watch: true }))
}
