import type { Command } from 'commander'
import { describeConfig, renderExample } from '../../config/describe.ts'
import { loadConfig } from '../../config/env.ts'
import { settings } from '../../config/schema.ts'
import { printJson } from './exit.ts'

export function addConfig(program: Command): void {
  program
    .command('config')
    .description('Shows the configuration as it is in force; secrets are masked.')
    .option('--example', 'print .env.example instead')
    .option('--describe', 'print every setting with type, default and meaning, as JSON')
    .option('--json', 'print as JSON')
    .action((options: { example?: boolean; describe?: boolean; json?: boolean }) => {
      if (options.example) return void process.stdout.write(renderExample())
      if (options.describe) return printJson(describeConfig())
      const config = loadConfig()
      const shown = settings.map(([field, setting]): [string, unknown] => {
        const value = config[field]
        return [setting.env, setting.secret && value !== undefined ? '(set)' : (value ?? null)]
      })
      if (options.json) return printJson(Object.fromEntries(shown))
      for (const [name, value] of shown) process.stdout.write(`${name}=${value ?? ''}\n`)
    })
}
