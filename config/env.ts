import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TSchema } from 'typebox'
import Value from 'typebox/value'
import { overlay, readDotenv, readSecretFiles, type Variables } from './dotenv.ts'
import { type Config, ConfigSchema, type Setting, settings } from './schema.ts'
import { keepSecret, parseMasterKeys } from './secrets.ts'

export { type Config, ConfigSchema } from './schema.ts'
export { keptSecret, type MasterKey, parseMasterKeys } from './secrets.ts'

/** The folder that holds package.json. */
export const projectRoot = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')

/** What a running server needs beyond `Config`: a database, and its keys. Made by `readyConfig`. */
export type ReadyConfig = Config & Required<Pick<Config, 'databaseUrl' | 'masterKey' | 'jwtSecret'>>

/** Wrong configuration: every problem at once, one sentence each; secrets are masked. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly code = 'CONFIG_INVALID'
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(`Configuration is wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

export interface LoadOptions {
  /** Folder whose `.env` is read and against which paths are resolved. Default: the project. */
  readonly root?: string
  /** Reads `.env`. Default: only when `source` is the process's own environment. */
  readonly dotenv?: boolean
}

/**
 * Reads and checks the whole configuration. An empty value counts as unset; the environment wins over `.env`; every
 * secret may be given as `<NAME>_FILE`. Writes nothing.
 * @throws ConfigError naming each wrong or unknown variable.
 */
export function loadConfig(source: Variables = process.env, options: LoadOptions = {}): Config {
  const root = options.root ?? projectRoot
  const secrets = settings.filter(([, setting]) => setting.secret).map(([, setting]) => setting.env)
  const dotenv = (options.dotenv ?? source === process.env) ? readDotenv(root) : {}
  const problems: string[] = []
  const merged = overlay(source, dotenv, secrets)
  problems.push(...unknownVariables(merged, secrets))
  const variables = readSecretFiles(merged, secrets, problems)

  const values: Record<string, unknown> = {}
  for (const [field, setting] of settings) {
    const text = variables[setting.env]
    const value = text === undefined || text === '' ? setting.default : readValue(setting, text, problems)
    if (value !== undefined) values[field] = value
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return checked(derive(values, root))
}

/** Adds the address of the database and the keys; keys that are not set are made once and kept in the data folder. */
export function readyConfig(config: Config, databaseUrl: string): ReadyConfig {
  return {
    ...config,
    databaseUrl,
    masterKey: config.masterKey ?? keepSecret(config.dataDir, 'master.key'),
    jwtSecret: config.jwtSecret ?? keepSecret(config.dataDir, 'jwt.secret'),
  }
}

/** Settings that only tests read. */
export function testSettings(source: Variables = process.env) {
  return {
    databaseUrl: source.TEST_DATABASE_URL || undefined,
    mongodbUrl: source.MONGODB_TEST_URL || undefined,
    ferretdbBinary: source.FERRETDB_BINARY || undefined,
    requireMongo: source.REQUIRE_MONGO === '1',
    chromiumPath: source.CHROMIUM_PATH || undefined,
    requireBrowser: source.REQUIRE_BROWSER === '1',
    path: source.PATH ?? '',
  }
}

/** The environment of a child process that shall see exactly this configuration, whatever `.env` and our own say. */
export function childEnvironment(config: Config): Variables {
  const environment: Variables = { ...process.env }
  for (const [field, setting] of settings) {
    delete environment[`${setting.env}_FILE`]
    const value = config[field]
    environment[setting.env] = value === undefined ? undefined : String(value)
  }
  return environment
}

function unknownVariables(variables: Variables, secrets: readonly string[]): string[] {
  const known = new Set([...settings.map(([, setting]) => setting.env), ...secrets.map((name) => `${name}_FILE`)])
  return Object.keys(variables)
    .filter((name) => name.startsWith('CARILLON_') && !known.has(name))
    .map((name) => `${name} is not a setting; known ones are in .env.example.`)
}

function readValue(setting: TSchema & Setting, text: string, problems: string[]): unknown {
  const value = parse(setting, text.trim())
  if (value !== undefined && Value.Check(setting, value) && isAddress(setting, text)) return value
  const shown = setting.secret ? `set (${text.length} characters, not shown)` : `"${text}"`
  problems.push(`${setting.env} is ${shown}, but must be ${setting.expects}.`)
  return undefined
}

/** The pattern of an address lets through what only a parser refuses, such as `https://[x`. */
const isAddress = ({ env }: Setting, text: string) => !env.endsWith('URL') || URL.canParse(text.trim())

function parse(setting: TSchema & Setting, text: string): unknown {
  const type = (setting as { type?: string }).type
  if (type === 'integer') return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined
  if (type === 'boolean')
    return { true: true, '1': true, yes: true, on: true, false: false, '0': false, no: false, off: false }[
      text.toLowerCase()
    ]
  if (type === 'array')
    return text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean)
  return text
}

/** Fills the defaults that depend on other settings. */
function derive(values: Record<string, unknown>, root: string): Record<string, unknown> {
  const stayLocal = values.databaseUrl === undefined && values.nodeEnv !== 'production'
  const publicUrl = withoutSlash(values.publicUrl ?? `http://localhost:${values.port}`)
  return {
    ...values,
    publicUrl,
    trackingUrl: withoutSlash(values.trackingUrl ?? publicUrl),
    dataDir: resolve(root, values.dataDir as string),
    sandbox: values.sandbox ?? stayLocal,
    demo: values.demo ?? stayLocal,
  }
}

const withoutSlash = (url: unknown) => String(url).replace(/\/+$/, '')

/** What one setting alone cannot tell. */
function checked(values: Record<string, unknown>): Config {
  const config = Value.Parse(ConfigSchema, values)
  const problems: string[] = []
  try {
    if (config.masterKey) parseMasterKeys(config.masterKey)
  } catch (error) {
    problems.push(
      `CARILLON_MASTER_KEY is set (not shown), but ${(error as Error).message}; it must be 32 bytes in base64, or id:base64,id:base64.`,
    )
  }
  if (config.nodeEnv === 'production' && config.databaseUrl) {
    for (const name of ['masterKey', 'jwtSecret'] as const) {
      const setting = ConfigSchema.properties[name] as unknown as Setting
      if (!config[name]) problems.push(`${setting.env} is not set, but production needs ${setting.expects}.`)
    }
  }
  if (config.systemSmtpUrl && !config.systemFrom)
    problems.push('CARILLON_SYSTEM_FROM is not set, but CARILLON_SYSTEM_SMTP_URL needs a sender.')
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}
