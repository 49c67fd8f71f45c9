import type { Command } from 'commander'
import { collectEarly } from '../infra/heap.ts'
import { runRole } from './role.ts'

export function addWorker(program: Command): void {
  program
    .command('worker')
    .description('Runs one worker (expansion, dispatch, sweeps, imports) until SIGTERM. Start as many as you like.')
    .action(() =>
      runRole(async (config) => {
        collectEarly()
        const { runWorker } = await import('../worker.ts')
        const worker = await runWorker(config)
        return { close: () => worker.close(), message: 'The worker runs.' }
      }),
    )
}
