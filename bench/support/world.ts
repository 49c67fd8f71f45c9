import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { loadConfig, type ReadyConfig, readyConfig } from '../../config/env.ts'
import { createAccount } from '../../core/accounts/accounts.ts'
import type { Core } from '../../core/context.ts'
import type { Json } from '../../core/contracts/index.ts'
import { openCore } from '../../core/core.ts'
import { startEmbeddedPostgres } from '../../core/infra/embedded-postgres.ts'
import { uuid7 } from '../../core/infra/ids.ts'
import { migrate } from '../../core/infra/migrate.ts'
import { createTemplate, publishTemplate } from '../../core/templates/change.ts'
import { systemActor } from '../../core/workspaces/actor.ts'
import { createWorkspace } from '../../core/workspaces/users.ts'
import { CONTENT } from './mail.ts'
import type { Content } from './send.ts'
import { sendmail } from './smtp/sendmail-provider.ts'

/** A server of its own for a measurement: durable (fsync on), thrown away afterwards. */
export interface World {
  readonly config: ReadyConfig
  readonly core: Core
  readonly workspaceId: string
  readonly actor: ReturnType<typeof systemActor>
  readonly listId: string
  close(): Promise<void>
}

const KEY = Buffer.alloc(32, 1).toString('base64')

export async function createWorld(
  changes: Partial<ReadyConfig> = {},
  server: Record<string, string> = {},
): Promise<World> {
  const dataDir = await mkdtemp(join(tmpdir(), 'carillon-bench-'))
  // The account that runs PostgreSQL when we are root must pass: else the cluster lands elsewhere, and stays there.
  await chmod(dataDir, 0o755)
  const postgres = await startEmbeddedPostgres({ dataDir, settings: { shared_buffers: '1GB', ...server } })
  await migrate({ url: postgres.url })
  const base = loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'error' }, { dotenv: false })
  const config = {
    ...readyConfig({ ...base, dataDir, masterKey: KEY, jwtSecret: 'x'.repeat(40) }, postgres.url),
    ...changes,
  }
  const core = await openCore(config, { listen: false, name: 'bench' })
  registerSendmail(core)
  const workspace = await createWorkspace(core, {
    name: 'Bench',
    slug: 'bench',
    locale: 'en',
    timeZone: 'Europe/Paris',
    country: 'FR',
  })
  const listId = uuid7()
  await core.db.tenant(workspace.id, (trx) =>
    trx('lists').insert({ workspace_id: workspace.id, id: listId, name: 'All' }),
  )
  const world: World = {
    config,
    core,
    workspaceId: workspace.id,
    actor: systemActor(workspace.id, 'bench'),
    listId,
    close() {
      closing ??= end()
      return closing
    },
  }
  let closing: Promise<void> | null = null
  const end = async () => {
    await core.close()
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
    open.delete(world)
  }
  open.add(world)
  return world
}

const open = new Set<World>()

/** For a benchmark that is interrupted: nothing is left running, and nothing on the disk. */
export async function closeWorlds(): Promise<void> {
  await Promise.allSettled([...open].map((world) => world.close()))
}

/** Makes the other side of S2 known to a core; the product never sees it. */
export function registerSendmail(core: Core): void {
  ;(core.registries.providers as Map<string, typeof sendmail>).set(sendmail.id, sendmail)
}

/** `count` consenting people, 1 in 20 without consent, in the world's list; set-based, in id order. */
export async function addPeople(world: World, count: number): Promise<void> {
  const { core, workspaceId, listId } = world
  const wording = uuid7()
  await core.db.direct(workspaceId, (client) =>
    client.query(
      `INSERT INTO consent_wordings (workspace_id, id, purpose, channel, locale, text, sha256) VALUES ($1, $2, 'marketing', 'email', 'en', 'Yes', '\\x00')`,
      [workspaceId, wording],
    ),
  )
  for (let from = 0; from < count; from += 50_000) {
    const size = Math.min(50_000, count - from)
    const ids = Array.from({ length: size }, () => uuid7())
    const hashes = ids.map((_, i) =>
      core.vault.addressHash(workspaceId, 'email', `user${from + i}@example${(from + i) % 50}.test`),
    )
    await core.db.direct(workspaceId, async (client) => {
      await client.query(
        `INSERT INTO contacts (workspace_id, id, first_name, locale, attributes)
         SELECT $1, id, (ARRAY['Ana','Björn','Chloé','Dmitri','Eve',NULL])[1 + (n % 6)], 'en',
           jsonb_build_object('plan', (ARRAY['free','pro','team'])[1 + (n % 3)], 'city', (ARRAY['Paris','Berlin','Zürich','Oslo'])[1 + (n % 4)], 'vip', n % 10 = 0, 'points', n % 5000)
         FROM unnest($2::uuid[]) WITH ORDINALITY u(id, o), LATERAL (SELECT ($3 + o - 1)::int AS n) x`,
        [workspaceId, ids, from],
      )
      await client.query(
        `INSERT INTO addresses (workspace_id, id, contact_id, kind, value, value_hash)
         SELECT $1, app_uuid7(), id, 'email', 'user' || ($3 + o - 1) || '@example' || (($3 + o - 1) % 50) || '.test', h FROM unnest($2::uuid[], $4::bytea[]) WITH ORDINALITY u(id, h, o)`,
        [workspaceId, ids, from, hashes],
      )
      await client.query(
        `INSERT INTO consent_events (workspace_id, id, contact_id, channel, purpose, action, source, wording_id)
         SELECT $1, app_uuid7(), id, 'email', 'marketing', 'given', 'bench', $3 FROM unnest($2::uuid[]) WITH ORDINALITY u(id, o) WHERE o % 20 <> 0`,
        [workspaceId, ids, wording],
      )
      await client.query(
        'INSERT INTO list_members (workspace_id, list_id, contact_id) SELECT $1, $3, id FROM unnest($2::uuid[]) u(id)',
        [workspaceId, ids, listId],
      )
    })
  }
  await withOwner(world, async (client) => {
    await client.query('VACUUM ANALYZE')
  })
}

/** A list of the first `count` people. */
export async function addList(world: World, count: number): Promise<string> {
  const { core, workspaceId, listId } = world
  const id = uuid7()
  await core.db.tenant(workspaceId, (trx) =>
    trx('lists').insert({ workspace_id: workspaceId, id, name: `First ${count} ${id}` }),
  )
  await core.db.direct(workspaceId, (client) =>
    client.query(
      `INSERT INTO list_members (workspace_id, list_id, contact_id)
       SELECT $1, $2, contact_id FROM list_members WHERE workspace_id = $1 AND list_id = $3 ORDER BY contact_id LIMIT $4`,
      [workspaceId, id, listId, count],
    ),
  )
  return id
}

/** Makes a world with `count` people, works in it, throws it away. */
export async function inWorld<T>(count: number, work: (world: World) => Promise<T>): Promise<T> {
  const world = await createWorld()
  try {
    await addPeople(world, count)
    return await work(world)
  } finally {
    await world.close()
  }
}

/** Writes out what earlier work left to write, so that no side pays for another's. */
export async function settle(world: World): Promise<void> {
  await withOwner(world, (client) => client.query('CHECKPOINT'))
}

/** As the owner of the database, outside row-level security: for comparisons and housekeeping. */
export async function withOwner<T>(world: World, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: world.config.databaseUrl })
  await client.connect()
  return work(client).finally(() => client.end())
}

/** An SMTP account at `port` and the benchmark's template, published. */
export async function addSender(
  world: World,
  port: number,
  settings: Record<string, Json> = {},
  provider = 'smtp',
): Promise<Content> {
  const { core, actor } = world
  for (const [name, type] of [
    ['plan', 'text'],
    ['city', 'text'],
    ['vip', 'boolean'],
    ['points', 'number'],
  ])
    await core.db.tenant(world.workspaceId, (trx) =>
      trx('attribute_definitions').insert({ workspace_id: world.workspaceId, name, type }).onConflict().ignore(),
    )
  const account = await createAccount(core, actor, {
    name: 'Sink',
    provider,
    settings: {
      host: '127.0.0.1',
      port,
      security: 'none',
      fromEmail: 'news@acme.example.com',
      fromName: 'Acme',
      ...settings,
    },
  })
  const template = await createTemplate(core, actor, { name: 'Picks', channel: 'email', contents: { en: CONTENT } })
  await publishTemplate(core, actor, template.id)
  return { accountId: account.id, templateId: template.id }
}
