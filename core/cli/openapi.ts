import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { openConfigured } from './open.ts'

export function addOpenapi(program: Command): void {
  program
    .command('openapi')
    .description('Prints the OpenAPI 3.1 description of the API.')
    .option('--output <file>', 'write to a file instead of stdout')
    .action(async ({ output }: { output?: string }) => {
      const text = await describeApi()
      if (output) await writeFile(output, text)
      else await new Promise((done) => process.stdout.write(text, done))
    })
}

async function describeApi(): Promise<string> {
  const opened = await openConfigured()
  try {
    const { buildApp } = await import('../app.ts')
    const app = await buildApp({ ...opened.config, logLevel: 'silent' })
    const text = `${JSON.stringify(app.swagger(), null, 2)}\n`
    await app.close()
    return text
  } finally {
    await opened.close()
  }
}
