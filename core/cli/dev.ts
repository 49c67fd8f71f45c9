import type { Command } from 'commander'

export function addDev(program: Command): void {
  program
    .command('dev')
    .description('As start, and restarts API, workers and sandboxes when a source file changes.')
    .option('--json', 'print log lines as the processes write them (JSON)')
    .action(async (options: { json?: boolean }) => {
      const { supervise } = await import('./start/supervise.ts')
      await supervise({ json: options.json === true, watch: true })
    })
}
