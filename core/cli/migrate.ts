import type { Command } from 'commander'
import { printJson } from './exit.ts'
import { openConfigured } from './open.ts'

interface Options {
  readonly json?: boolean
}

export function addMigrate(program: Command): void {
  const migrate = program.command('migrate').description('Brings the database schema up to date, or shows where it is.')
  migrate
    .command('up', { isDefault: true })
    .description('Applies the migrations that are missing (the default).')
    .option('--json', 'print the result as JSON')
    .action(up)
  migrate
    .command('status')
    .description('Shows what is applied and what is missing; exit code 1 when something is missing.')
    .option('--json', 'print the result as JSON')
    .action(status)
}

async function up({ json }: Options): Promise<void> {
  const { migrate } = await import('../infra/migrate.ts')
  const { applied } = await onDatabase((url) => migrate({ url }))
  if (json) return printJson({ applied })
  for (const name of applied) process.stdout.write(`applied ${name}\n`)
  if (applied.length === 0) process.stdout.write('The schema is up to date.\n')
}

async function status({ json }: Options): Promise<void> {
  const { migrationStatus } = await import('../infra/migrate.ts')
  const { done, pending } = await onDatabase((url) => migrationStatus({ url }))
  if (pending.length > 0) process.exitCode = 1
  if (json) return printJson({ done, pending })
  for (const name of done) process.stdout.write(`done    ${name}\n`)
  for (const name of pending) process.stdout.write(`pending ${name}\n`)
}

async function onDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const opened = await openConfigured()
  return work(opened.config.databaseUrl).finally(() => opened.close())
}
