import type { Command } from 'commander'

export function addStart(program: Command): void {
  program
    .command('start')
    .description(
      'Runs everything on this machine: database (embedded unless DATABASE_URL is set), API, workers, sandboxes.',
    )
    .option('--json', 'print log lines as the processes write them (JSON)')
    .action(async (options: { json?: boolean }) => {
      const { supervise } = await import('./start/supervise.ts')
      await supervise({ json: options.json === true, watch: false })
    })
}
