import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import { loadConfig, parseMasterKeys, type ReadyConfig } from '../../config/env.ts'
import { replaceSecret } from '../../config/secrets.ts'
import type { Core } from '../context.ts'
import { CliError, printJson } from './exit.ts'
import { type KeyState, keyStates } from './keys/count.ts'
import { withCore } from './with-core.ts'

interface Options {
  readonly json?: boolean
}

/** `carillon keys …`: replaces the master key without anything becoming unreadable in between. */
export function addKeys(program: Command): void {
  const keys = program.command('keys').description('Shows and rotates the keys that secrets are sealed with.')
  keys
    .command('status', { isDefault: true })
    .description('Shows the keys, what is sealed with each, and which can go (the default).')
    .option('--json', 'print the result as JSON')
    .action((options: Options) => withCore({}, ({ core, config }) => status(core, config, options)))
  keys
    .command('new')
    .description('Makes a key: into the data folder where it lies there, else onto stdout for CARILLON_MASTER_KEY.')
    .action(() => withCore({}, async ({ config }) => makeKey(config)))
  keys
    .command('rotate')
    .description('Seals everything with the first key; broken off, it goes on when it is run again.')
    .option('--json', 'print the result as JSON')
    .action((options: Options) => withCore({}, ({ core, config }) => rotate(core, config, options)))
  keys
    .command('drop <id>')
    .description('Takes a key that nothing needs any more out of the data folder.')
    .action((id: string) => withCore({}, ({ core, config }) => drop(core, config, id)))
}

/** The key lies in the data folder, made at the first start; else a person set it. */
const isKept = () => loadConfig().masterKey === undefined

async function look(core: Core, config: ReadyConfig) {
  const { countSealed } = await import('./keys/count.ts')
  const sealed = await core.db.directSystem(countSealed)
  const ids = parseMasterKeys(config.masterKey).map(({ id }) => id)
  return { ...keyStates(ids, sealed), sealed }
}

async function status(core: Core, config: ReadyConfig, { json }: Options): Promise<void> {
  const { keys, missing, sealed } = await look(core, config)
  if (missing.length) process.exitCode = 1
  if (json) return printJson({ kept: isKept() ? 'file' : 'environment', keys, missing, sealed })
  for (const key of keys) process.stdout.write(`${key.id.padEnd(12)}${describe(key)}\n`)
  for (const { id, values } of missing)
    process.stdout.write(`${id.padEnd(12)}missing: ${values} values cannot be opened without it\n`)
}

function describe({ current, values, canGo }: KeyState): string {
  if (current) return `current, ${values} values`
  return canGo ? 'can go: nothing is sealed with it' : `${values} values; \`carillon keys rotate\` seals them anew`
}

function makeKey({ dataDir, masterKey }: ReadyConfig): void {
  const taken = new Set(parseMasterKeys(masterKey).map(({ id }) => id))
  let number = 2
  while (taken.has(`k${number}`)) number++
  const entry = `k${number}:${randomBytes(32).toString('base64')}`
  if (isKept()) {
    replaceSecret(dataDir, 'master.key', `${entry},${masterKey}`)
    process.stdout.write(`k${number} is the first key in ${dataDir}/master.key.\n`)
  } else {
    process.stderr.write('Put this before the others in CARILLON_MASTER_KEY, with a comma between:\n')
    process.stdout.write(`${entry}\n`)
  }
  process.stderr.write('Then start every process anew, and run `carillon keys rotate`.\n')
}

async function rotate(core: Core, config: ReadyConfig, { json }: Options): Promise<void> {
  const { resealEverything } = await import('./keys/rotate.ts')
  if (parseMasterKeys(config.masterKey).length === 1 && (await look(core, config)).missing.length === 0) {
    if (json) return printJson({ accounts: 0, people: 0, canGo: [] })
    return void process.stdout.write(
      'There is one key, and everything is sealed with it; `carillon keys new` makes another.\n',
    )
  }
  const done = await resealEverything(core, (line) => process.stderr.write(`${line}\n`))
  const { keys } = await look(core, config)
  const canGo = keys.filter((key) => key.canGo).map(({ id }) => id)
  if (json) return printJson({ ...done, canGo })
  process.stdout.write(`Sealed anew: ${done.accounts} accounts, ${done.people} people.\n`)
  if (canGo.length === 0)
    return void process.stdout.write(
      'An old key is still in use: is a process running that has not the new one? Run it again.\n',
    )
  const how = isKept() ? `\`carillon keys drop ${canGo[0]}\`` : 'take it out of CARILLON_MASTER_KEY'
  process.stdout.write(
    `${canGo.join(', ')} can go (${how}, then start every process anew). Keep it beside the backups made until now: they need it.\n`,
  )
}

async function drop(core: Core, config: ReadyConfig, id: string): Promise<void> {
  if (!isKept()) throw new CliError('The keys are in CARILLON_MASTER_KEY: take it out there.')
  const { keys } = await look(core, config)
  const key = keys.find((one) => one.id === id)
  if (!key) throw new CliError(`There is no key ${id}; \`carillon keys\` shows those there are.`)
  if (!key.canGo)
    throw new CliError(
      `${id} is needed: ${key.values} values are sealed with it. \`carillon keys rotate\` seals them anew.`,
    )
  const left = config.masterKey.split(',').filter((part) => parseMasterKeys(part.trim())[0]!.id !== id)
  replaceSecret(config.dataDir, 'master.key', left.join(','))
  process.stdout.write(`${id} is gone from ${config.dataDir}/master.key; start every process anew.\n`)
}
