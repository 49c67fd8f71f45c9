import type { Core } from '../../../context.ts'
import { Problem } from '../../../errors.ts'
import { systemActor } from '../../../workspaces/actor.ts'
import { readDefinitions } from '../../definitions/change.ts'
import { importKinds } from '../kinds.ts'
import { splitRecords } from '../read/split.ts'
import type { BatchTools } from './batch.ts'
import type { Claimed } from './lease.ts'
import { type ConsentGrant, type Prepared, prepareRow } from './rows/prepared.ts'
import { type Row, type RowReader, rowReader } from './rows/row.ts'

/** What an import needs from its first batch to its last. */
export interface Equipment {
  readonly read: RowReader
  readonly prepare: (row: Row) => Prepared
  readonly tools: BatchTools
}

/** What the whole import needs, read once. */
export async function equip(core: Core, claimed: Claimed): Promise<Equipment> {
  const { workspaceId, options, format } = claimed
  const kinds = importKinds(core.registries)
  const definitions = await core.db.tenant(workspaceId, (trx) => readDefinitions(trx, workspaceId))
  const grant = grantOf(core, claimed)
  const channels = new Map<string, string[]>()
  for (const channel of core.registries.channels.values())
    channels.set(channel.address.kind, [...(channels.get(channel.address.kind) ?? []), channel.id])
  const read = rowReader({ columns: format.columns, options, kinds, definitions })
  const prepare: Equipment['prepare'] = (row) => prepareRow(row, core.vault, workspaceId, grant)
  const tools: BatchTools = {
    workspaceId,
    importId: claimed.id,
    vault: core.vault,
    duplicates: options.duplicates,
    lists: options.lists,
    grant,
    channels,
    actor: actorOf(claimed),
    again(line, raw) {
      const result = read(splitRecords(raw, format, line, true).records[0]!)
      if ('row' in result) return prepare(result.row)
      throw new Error(`line ${line} was read before and cannot be read again`)
    },
  }
  return { read, prepare, tools }
}

function grantOf(core: Core, { options }: Claimed): ConsentGrant | undefined {
  const { consent } = options
  if (!consent) return undefined
  const channel = core.registries.channels.get(consent.channel)
  if (!channel || !consent.wordingId)
    throw new Problem(
      'not_ready',
      `Consent for the channel "${consent.channel}" cannot be recorded: no such channel, or no wording.`,
    )
  return {
    kind: channel.address.kind,
    channel: consent.channel,
    purpose: consent.purpose,
    source: consent.source,
    wordingId: consent.wordingId,
    basis: consent.basis ?? 'consent',
  }
}

/** Who started it, as it is stored: 'user:<id>'. */
function actorOf({ createdBy, workspaceId }: Claimed) {
  const [kind, id] = createdBy?.split(/:(.*)/s) ?? []
  if ((kind === 'user' || kind === 'api_key') && id) return { kind, id } as const
  return systemActor(workspaceId, id || 'import')
}
