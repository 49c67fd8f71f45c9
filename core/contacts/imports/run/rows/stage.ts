import { once } from 'node:events'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Vault } from '../../../../infra/crypto.ts'
import { uuid7 } from '../../../../infra/ids.ts'
import { sealValues } from '../../../sealed.ts'
import { hasEntries, type Prepared } from './prepared.ts'

/** About 64 kB a write: fewer system calls than rows, and nothing piles up. */
const CHUNK = 65_536

/**
 * Where a batch waits for its merge. Temporary: no log is written, nobody else sees it, and it is empty after the commit.
 */
export const STAGING = `
  CREATE TEMP TABLE IF NOT EXISTS import_rows (
    n int, contact_id uuid, external_id text COLLATE "C", first_name text, last_name text, locale text, time_zone text, country text,
    attributes jsonb, sealed jsonb, consent_event_id uuid, consent_hash bytea
  ) ON COMMIT DELETE ROWS;
  CREATE TEMP TABLE IF NOT EXISTS import_addresses (
    n int, id uuid, contact_id uuid, kind text, value text COLLATE "C", value_hash bytea, is_primary boolean, state text
  ) ON COMMIT DELETE ROWS;`

/** Lines of COPY's text format, as bytes: outside the heap, where they cost the collector nothing. */
export interface StagingLines {
  readonly rows: readonly Buffer[]
  readonly addresses: readonly Buffer[]
}

export interface StagingTools {
  readonly vault: Pick<Vault, 'seal'>
  readonly workspaceId: string
}

export function stagingLines({ vault, workspaceId }: StagingTools) {
  const [rows, addresses] = [lines(), lines()]
  return {
    add(n: number, one: Prepared): void {
      const { person, attributes, sensitive } = one.row
      const sealed = hasEntries(sensitive)
        ? escaped(JSON.stringify(sealValues(vault, workspaceId, one.contactId, sensitive)))
        : '{}'
      const consent = one.consentFor ? `${uuid7()}\t\\\\x${one.consentFor.hash}` : '\\N\t\\N'
      rows.add(
        `${n}\t${one.contactId}\t${text(person.externalId)}\t${text(person.firstName)}\t${text(person.lastName)}\t${text(person.locale)}\t${text(person.timeZone)}\t${text(person.country)}\t${escaped(JSON.stringify(attributes))}\t${sealed}\t${consent}\n`,
      )
      for (const [index, address] of one.addresses.entries()) {
        const main = index === 0 || one.addresses.findIndex(({ kind }) => kind === address.kind) === index
        addresses.add(
          `${n}\t${address.id}\t${one.contactId}\t${address.kind}\t${escaped(address.value)}\t\\\\x${address.hash}\t${main ? 't' : 'f'}\t${address.standing === 'dead' ? 'dead' : 'active'}\n`,
        )
      }
    },
    done: (): StagingLines => ({ rows: rows.chunks(), addresses: addresses.chunks() }),
  }
}

function lines() {
  const done: Buffer[] = []
  let open = ''
  const close = () => {
    if (open) done.push(Buffer.from(open))
    open = ''
  }
  return {
    add(line: string) {
      open += line
      if (open.length >= CHUNK) close()
    },
    chunks() {
      close()
      return done
    },
  }
}

const text = (value: string | null | undefined) => (value === null || value === undefined ? '\\N' : escaped(value))

const SPECIAL = /[\\\t\n\r]/
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const escaped = (value: string) => (SPECIAL.test(value) ? value.replace(/[\\\t\n\r]/g, (c) => escapes[c]!) : value)

export async function fillStaging(client: pg.PoolClient, staged: StagingLines): Promise<void> {
  await copy(client, 'COPY import_rows FROM STDIN', staged.rows)
  if (staged.addresses.length) await copy(client, 'COPY import_addresses FROM STDIN', staged.addresses)
}

export async function copy(
  client: pg.PoolClient,
  statement: string,
  chunks: readonly (string | Buffer)[],
): Promise<void> {
  const stream = client.query(copyFrom(statement))
  const finished = once(stream, 'finish')
  // Without this the first failed write would be an unhandled rejection before anybody awaits it.
  finished.catch(() => {})
  for (const chunk of chunks) if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), finished])
  stream.end()
  await finished
}
