import { addressKinds, canonicalAddress } from '../../contacts/addresses/canonical.ts'
import type { Core } from '../../context.ts'
import { type FieldProblem, invalid, notFound, Problem } from '../../errors.ts'
import { bareClient } from '../../infra/bare-client.ts'
import type { Trx } from '../../infra/postgres.ts'
import type { Actor } from '../../workspaces/actor.ts'
import { audit } from '../../workspaces/audit.ts'
import type { Role } from '../../workspaces/permissions.ts'
import type { SuppressionReason } from '../gate.ts'
import type { SuppressionImport, SuppressionInput } from './schema.ts'
import { MARKETING_ONLY, type Suppression, suppress } from './suppress.ts'

type Tools = Pick<Core, 'vault' | 'registries'>

interface Added {
  readonly added: number
  readonly strengthened: number
  readonly known: number
}

/** Puts addresses on the list: all of them, or, when one cannot be read, none. */
export async function addSuppressions(trx: Trx, core: Tools, actor: Actor, input: SuppressionInput): Promise<Added> {
  const common = commonOf(core, actor, input)
  const kinds = addressKinds(core.registries)
  const problems: FieldProblem[] = []
  const rows: Suppression[] = []
  for (const [index, value] of input.addresses.entries()) {
    const read = canonicalAddress(kinds, { kind: input.kind, value }, `/addresses/${index}`)
    if ('problem' in read) problems.push({ ...read.problem, field: read.problem.field.replace(/\/value$/, '') })
    else rows.push({ ...common, hash: core.vault.addressHash(actor.workspaceId, input.kind, read.value) })
  }
  if (problems.length) throw invalid(problems)
  const written = await write(trx, actor, rows)
  await record(trx, actor, 'suppression.add', common, written)
  return written
}

const REFUSALS_SHOWN = 1000
const SLICE = 2_000

/** Reads one address per line. What cannot be read is told by line, without its text; the rest is in. */
export async function importSuppressions(trx: Trx, core: Tools, actor: Actor, input: SuppressionImport) {
  const common = commonOf(core, actor, input)
  const kinds = addressKinds(core.registries)
  const total = { lines: 0, added: 0, strengthened: 0, known: 0, refused: 0 }
  const refusals: { line: number; code: string; message: string }[] = []
  let rows: Suppression[] = []
  const flush = async () => {
    const written = await write(trx, actor, rows)
    for (const key of ['added', 'strengthened', 'known'] as const) total[key] += written[key]
    rows = []
  }
  for (const [index, line] of input.text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const value = firstField(line)
    if (value === '') continue
    if (index === 0 && kinds.get(input.kind)?.columns.includes(value.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')))
      continue
    total.lines++
    const read = canonicalAddress(kinds, { kind: input.kind, value }, '')
    if ('problem' in read) {
      total.refused++
      const { code, message } = read.problem
      if (refusals.length < REFUSALS_SHOWN) refusals.push({ line: index + 1, code, message })
    } else rows.push({ ...common, hash: core.vault.addressHash(actor.workspaceId, input.kind, read.value) })
    if (rows.length >= SLICE) await flush()
  }
  await flush()
  await record(trx, actor, 'suppression.import', common, total)
  return { ...total, refusals }
}

/** The first column, without the quotes of a CSV. */
function firstField(line: string): string {
  const quoted = /^\s*"((?:[^"]|"")*)"\s*(?:[,;\t]|$)/.exec(line)
  return (quoted ? quoted[1]!.replaceAll('""', '"') : line.split(/[,;\t]/, 1)[0]!).trim()
}

function commonOf(
  { registries }: Tools,
  actor: Actor,
  input: {
    kind: string
    channel?: string | undefined
    reason: SuppressionReason
    marketingOnly?: boolean | undefined
  },
): Omit<Suppression, 'hash'> {
  const { kind, channel, reason } = input
  const problems: FieldProblem[] = []
  if (!addressKinds(registries).has(kind))
    problems.push({ field: '/kind', code: 'unknown', message: `no channel uses this kind of address` })
  else if (channel !== undefined && registries.channels.get(channel)?.address.kind !== kind)
    problems.push({ field: '/channel', code: 'unknown', message: `is no channel for this kind of address` })
  if (problems.length) throw invalid(problems)
  const marketingOnly = input.marketingOnly ?? MARKETING_ONLY[reason]
  return { kind, channel: channel ?? '', reason, source: actor.kind, marketingOnly }
}

async function write(trx: Trx, actor: Actor, rows: readonly Suppression[]): Promise<Added> {
  const { added, changed } = await suppress(await bareClient(trx), actor.workspaceId, rows, actor.id)
  return { added, strengthened: changed, known: rows.length - added - changed }
}

async function record(trx: Trx, actor: Actor, action: string, common: Omit<Suppression, 'hash'>, after: object) {
  const { kind, channel, reason } = common
  await audit(trx, actor, { action, objectType: 'suppression', after: { ...after, kind, channel, reason } })
}

const ID = /^([a-z0-9_-]{1,40})\.([0-9a-f]{32})\.([a-z0-9_-]{0,40})$/

export const suppressionId = (kind: string, hash: Buffer, channel: string) =>
  `${kind}.${hash.toString('hex')}.${channel}`

/** Stand for a right of the person or of a court, not for a wish of ours. */
const PROTECTED: readonly SuppressionReason[] = ['legal', 'complaint', 'erasure']
const MAY_LIFT_PROTECTED: readonly Role[] = ['owner', 'admin', 'compliance']

/** Takes an address off the list. Legal, complaint and erasure only by an owner, an admin or compliance, in person. */
export async function liftSuppression(trx: Trx, actor: Actor, id: string, reason: string): Promise<void> {
  const [, kind, hash, channel] = ID.exec(id) ?? []
  if (!kind) throw notFound('suppression')
  const own = { workspace_id: actor.workspaceId, kind, address_hash: Buffer.from(hash!, 'hex'), channel }
  const row = await trx('suppressions').where(own).forUpdate().first('reason', 'source', 'marketing_only')
  if (!row) throw notFound('suppression')
  if (PROTECTED.includes(row.reason) && !(actor.role && MAY_LIFT_PROTECTED.includes(actor.role)))
    throw new Problem('forbidden', `Only an owner, an admin or compliance may lift a suppression for "${row.reason}".`)
  await trx('suppressions').where(own).delete()
  await audit(trx, actor, {
    action: 'suppression.lift',
    objectType: 'suppression',
    objectId: id,
    before: { reason: row.reason, source: row.source, marketingOnly: row.marketing_only },
    after: { reason },
  })
}
