import type { Command } from 'commander'
import type { ReadyConfig } from '../../config/env.ts'
import { CliError } from './exit.ts'
import { type Running, runRole } from './role.ts'

export function addApi(program: Command): void {
  program
    .command('api')
    .description('Runs the API alone, on HOST and PORT, until SIGTERM.')
    .action(() => runRole(listen))
}

async function listen(config: ReadyConfig): Promise<Running> {
  const { buildApp } = await import('../app.ts')
  const app = await buildApp(config)
  try {
    await app.listen({ host: config.host, port: config.port })
  } catch (error) {
    await app.close()
    throw explain(error as NodeJS.ErrnoException, config)
  }
  return { close: () => app.close(), message: `Carillon's API listens on http://${config.host}:${config.port}` }
}

function explain(error: NodeJS.ErrnoException, { host, port }: ReadyConfig): Error {
  if (error.code === 'EADDRINUSE') return new CliError(`Port ${port} on ${host} is taken; set PORT to a free one.`)
  if (error.code === 'EACCES') return new CliError(`This user may not listen on port ${port}; set PORT above 1023.`)
  if (error.code === 'EADDRNOTAVAIL') return new CliError(`HOST ${host} is not an address of this machine.`)
  return error
}
