import { stringify } from 'csv-stringify/sync'
import type pg from 'pg'
import { addressKinds, canonicalAddress } from '../../contacts/addresses/canonical.ts'
import type { Core } from '../../context.ts'
import { Problem } from '../../errors.ts'
import { decodeCursor, page } from '../../http/paging.ts'
import { parameters } from '../gate.ts'
import { checkedTimeKey, fromTimeKey, timeKey } from '../time-key.ts'
import { suppressionId } from './change.ts'
import type { SuppressionQuery } from './schema.ts'

const COLUMNS = 'kind, address_hash, channel, reason, source, marketing_only, created_by, created_at'
const BY_TIME = 'created_at DESC, address_hash, kind, channel'

const shown = (row: any) => ({
  id: suppressionId(row.kind, row.address_hash, row.channel),
  kind: row.kind,
  channel: row.channel || null,
  reason: row.reason,
  source: row.source,
  marketingOnly: row.marketing_only,
  createdBy: row.created_by,
  createdAt: row.created_at.toISOString(),
})

/** One page, newest first. Addresses are found by their hash, which is made on the way and not kept. */
export async function listSuppressions(
  client: pg.PoolClient,
  core: Pick<Core, 'vault' | 'registries'>,
  workspaceId: string,
  query: SuppressionQuery,
) {
  const p = parameters()
  const tests = [`workspace_id = ${p.add(workspaceId, 'uuid')}`]
  for (const [column, value] of [
    ['kind', query.kind],
    ['channel', query.channel],
    ['reason', query.reason],
  ])
    if (value !== undefined) tests.push(`${column} = ${p.add(value, 'text')}`)
  if (query.address !== undefined)
    tests.push(`address_hash = ANY (${p.add(hashesOf(core, workspaceId, query.address, query.kind), 'bytea[]')})`)
  const limit = p.add(query.limit + 1, 'int')
  const select = (more: string) =>
    `(SELECT ${COLUMNS}, ${timeKey('created_at')} AS key FROM suppressions WHERE ${[...tests, more].filter(Boolean).join(' AND ')} ORDER BY ${BY_TIME} LIMIT ${limit})`
  const { rows } = await client.query(
    query.cursor ? `${after(query.cursor, p, select)} ORDER BY ${BY_TIME} LIMIT ${limit}` : select(''),
    p.values,
  )
  const { data, next } = page(rows, query.limit, (row) => [
    row.key,
    row.address_hash.toString('hex'),
    row.kind,
    row.channel,
  ])
  return { data: data.map(shown), next }
}

/** Those of given addresses. */
export async function suppressionsOf(client: pg.PoolClient, workspaceId: string, hashes: readonly Buffer[]) {
  const { rows } = await client.query(
    `SELECT ${COLUMNS} FROM suppressions WHERE workspace_id = $1 AND address_hash = ANY ($2) ORDER BY kind, address_hash, channel`,
    [workspaceId, hashes],
  )
  return rows.map(shown)
}

/** An import gives thousands the same time: first the rest of that time, then what is older; each a range of the index. */
function after(cursor: string, p: ReturnType<typeof parameters>, select: (more: string) => string): string {
  const [key, hash, kind, channel] = decodeCursor(cursor, 4)
  if (![hash, kind, channel].every((one) => typeof one === 'string') || !/^[0-9a-f]{32}$/.test(String(hash)))
    throw new Problem('bad_request', 'This cursor is not one that this list gave. Start again without it.')
  const time = fromTimeKey(p.add(checkedTimeKey(key)))
  const place = `(${p.add(Buffer.from(String(hash), 'hex'), 'bytea')}, ${p.add(kind, 'text')}, ${p.add(channel, 'text')})`
  const same = select(`created_at = ${time} AND (address_hash, kind, channel) > ${place}`)
  return `SELECT * FROM (${same} UNION ALL ${select(`created_at < ${time}`)}) s`
}

/** Of the kind that was named, or of every kind that can read it. */
function hashesOf(
  { vault, registries }: Pick<Core, 'vault' | 'registries'>,
  workspaceId: string,
  value: string,
  kind: string | undefined,
): Buffer[] {
  const kinds = addressKinds(registries)
  return [...kinds.keys()]
    .filter((one) => kind === undefined || one === kind)
    .flatMap((one) => {
      const read = canonicalAddress(kinds, { kind: one, value }, '')
      return 'value' in read ? [vault.addressHash(workspaceId, one, read.value)] : []
    })
}

const EXPORT_PAGE = 5_000

/** The whole list as CSV, page by page along the key: hashes, not addresses, since nothing else is kept. */
export async function* exportSuppressions(db: Core['db'], workspaceId: string): AsyncGenerator<string> {
  yield 'kind,channel,reason,marketing_only,source,created_at,address_hash\n'
  let last: { kind: string; address_hash: Buffer; channel: string } = {
    kind: '',
    address_hash: Buffer.alloc(0),
    channel: '',
  }
  for (;;) {
    const { rows } = await db.direct(workspaceId, (client) =>
      client.query(
        `SELECT ${COLUMNS} FROM suppressions WHERE workspace_id = $1 AND (kind, address_hash, channel) > ($2, $3, $4)
         ORDER BY kind, address_hash, channel LIMIT ${EXPORT_PAGE}`,
        [workspaceId, last.kind, last.address_hash, last.channel],
      ),
    )
    if (rows.length === 0) return
    yield stringify(
      rows.map((row) => [
        row.kind,
        row.channel,
        row.reason,
        row.marketing_only ? 'yes' : 'no',
        row.source,
        row.created_at.toISOString(),
        row.address_hash.toString('hex'),
      ]),
    )
    last = rows.at(-1)
  }
}
