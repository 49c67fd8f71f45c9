import type { Command } from 'commander'
import { CliError, EXIT, printJson } from './exit.ts'
import { withCore } from './with-core.ts'

export function addSeed(program: Command): void {
  program
    .command('seed')
    .description('Fills the database with something to begin with, once; what is there is never changed.')
    .option('--demo', 'the demo workspace: people, consents, lists, templates, an account at the sandbox, campaigns')
    .option('--json', 'print the result as JSON')
    .action(seed)
}

async function seed({ demo, json }: { demo?: boolean; json?: boolean }): Promise<void> {
  if (!demo) throw new CliError('Say what: carillon seed --demo.', EXIT.usage)
  await withCore({ migrate: true }, async ({ core }) => {
    const { seedDemo } = await import('../demo/seed.ts')
    const seeded = await seedDemo(core)
    if (json) return printJson({ ...seeded, created: seeded.owner !== null })
    const { owner } = seeded
    process.stdout.write(
      owner
        ? `The demo workspace is made. Sign in as ${owner.email} with the password ${owner.password} (shown this once).\n`
        : 'The demo workspace is there already; nothing was changed.\n',
    )
  })
}
