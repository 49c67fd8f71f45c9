import pg from 'pg'
import { type Config, keptSecret, parseMasterKeys } from '../../../config/env.ts'
import { sqlState } from '../../errors.ts'
import { lookAtEmbeddedPostgres } from '../../infra/embedded-postgres.ts'
import { countSealed, keyStates } from '../keys/count.ts'
import { type Finding, finding } from './finding.ts'

/** Whether the keys open what is sealed, and whether a rotation was left half way. */
export async function checkKeys(config: Config): Promise<Finding[]> {
  const text = config.masterKey ?? keptSecret(config.dataDir, 'master.key')
  if (!text) return [finding('ok', 'keys', 'None yet; the first start makes one and keeps it in the data folder.')]
  const ids = parseMasterKeys(text).map(({ id }) => id)
  const sealed = await readSealed(config)
  if (!sealed) return [finding('ok', 'keys', `Sealing with "${ids[0]}"; what is sealed could not be looked at.`)]
  const { keys, missing } = keyStates(ids, sealed)
  if (missing.length) {
    const advice = 'Add it to CARILLON_MASTER_KEY, behind the first one.'
    return missing.map(({ id, values }) => finding('fail', 'keys', `${values} values need the key "${id}".`, advice))
  }
  const old = keys.filter((key) => !key.current && key.values > 0)
  if (old.length) {
    const message = `${old.map(({ id, values }) => `${values} values under "${id}"`).join(', ')}.`
    return [finding('warn', 'keys', message, 'Run `carillon keys rotate`; then the old key can go.')]
  }
  const spare = keys.filter((key) => key.canGo).map(({ id }) => id)
  return [
    finding(
      'ok',
      'keys',
      `Everything is sealed with "${ids[0]}".${spare.length ? ` ${spare.join(', ')} can go.` : ''}`,
    ),
  ]
}

/** Null where the database is away or has no schema: others tell of that. */
async function readSealed(config: Config) {
  const url = config.databaseUrl ?? (await lookAtEmbeddedPostgres(config.dataDir).catch(() => null))?.url
  if (!url) return null
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SET ROLE carillon_system')
    return await countSealed(client)
  } catch (error) {
    if (sqlState(error) === undefined || ['42P01', '42704', '22023', '42703'].includes(sqlState(error)!)) return null
    throw error
  } finally {
    await client.end().catch(() => {})
  }
}
