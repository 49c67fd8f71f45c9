import type { Command } from 'commander'
import { runRole } from './role.ts'

export function addSandbox(program: Command): void {
  program
    .command('sandbox')
    .description('Runs the stand-ins for the providers on loopback until SIGTERM; nothing leaves this machine.')
    .action(() =>
      runRole(async (config) => {
        const { runSandboxes } = await import('../sandbox.ts')
        const sandboxes = await runSandboxes(config)
        return { close: () => sandboxes.close(), message: 'The sandboxes run.' }
      }),
    )
}
