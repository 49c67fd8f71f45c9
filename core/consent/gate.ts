import type { Channel } from '../contracts/index.ts'
import type { QuietHours } from './quiet-hours.ts'

/** Why a message may be sent at all. `transactional` and `legal` need no consent but still obey holds, erasure and dead addresses. */
export const BASES = ['consent', 'existing_customer', 'transactional', 'legal'] as const
export type Basis = (typeof BASES)[number]

/** Why somebody does not get a message; in the order in which it is decided (reliability.md X5). */
export const GATE_REASONS = [
  'erased',
  'held',
  'objected',
  'no_address',
  'suppressed_legal',
  'suppressed_complaint',
  'suppressed_erasure',
  'suppressed_bounce',
  'suppressed_unsubscribe',
  'suppressed_manual',
  'suppressed_import',
  'suppressed_provider',
  'address_dead',
  'address_ended',
  'withdrawn',
  'consent_pending',
  'consent_expired',
  'no_consent',
  'capped',
] as const
export type GateReason = (typeof GATE_REASONS)[number]

/** Why an address is on the list of those not written to; the stronger reason first. */
export const SUPPRESSION_REASONS = [
  'legal',
  'complaint',
  'erasure',
  'bounce',
  'unsubscribe',
  'manual',
  'import',
  'provider',
] as const
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number]

/** At most `messages` marketing messages of one channel in `days` days, over all campaigns of the workspace. */
export interface FrequencyCap {
  readonly messages: number
  readonly days: number
}

export interface GateQuestion {
  readonly channel: Pick<Channel, 'id' | 'address' | 'consent'>
  readonly purpose: string
  readonly basis: Basis
  readonly cap?: FrequencyCap | undefined
  /** Asked when a group is claimed: a "not now", never a refusal. */
  readonly quiet?: QuietHours | undefined
}

/** Collects the values of a statement and gives their placeholders. */
export interface Parameters {
  readonly values: unknown[]
  add(value: unknown, type?: string): string
}

export function parameters(values: unknown[] = []): Parameters {
  return {
    values,
    add: (value, type) => {
      values.push(value)
      return `$${values.length}${type ? `::${type}` : ''}`
    },
  }
}

/** What is known of the ids of `m`, as placeholders: bounds make the joined tables range scans, an array one index scan each. */
export type KnownIds = { readonly above: string | null; readonly upTo: string } | { readonly among: string }

/**
 * The one gate, as SQL: asked by expansion, by the claiming of each group just before it leaves, by the explanation
 * before launch and by the transactional API, always in the statement that acts on the answer.
 *
 * `joins` follows a relation `m` that has `contact_id`; it adds c (contacts), a (the main address of the channel's kind),
 * k (consent) and suppressions, each at most one row. `reason` is null where we may; `reasons` is all that stands in the way, as an array.
 */
export function gateSql(
  question: GateQuestion,
  workspace: string,
  parameters: Parameters,
  known?: KnownIds,
): { readonly joins: string; readonly reason: string; readonly reasons: string } {
  const { channel, basis } = question
  const channelId = parameters.add(channel.id)
  const kind = parameters.add(channel.address.kind)
  const marketing = basis === 'consent' || basis === 'existing_customer'
  const suppressed = (alias: string) =>
    marketing ? `${alias}.reason IS NOT NULL` : `${alias}.reason IS NOT NULL AND NOT ${alias}.marketing_only`
  const within = (column: string) => {
    if (!known) return ''
    if ('among' in known) return ` AND ${column} = ANY(${known.among})`
    return ` AND ${column} <= ${known.upTo}${known.above ? ` AND ${column} > ${known.above}` : ''}`
  }
  const hashes =
    known && 'among' in known
      ? ` = ANY(ARRAY(SELECT value_hash FROM addresses WHERE workspace_id = ${workspace} AND kind = ${kind} AND is_primary AND contact_id = ANY(${known.among})))`
      : null
  const hash = (alias: string) =>
    `${alias}.address_hash = a.value_hash${hashes ? ` AND ${alias}.address_hash${hashes}` : ''}`
  const joins = `
    LEFT JOIN contacts c ON c.workspace_id = ${workspace} AND c.id = m.contact_id${within('c.id')}
    LEFT JOIN addresses a ON a.workspace_id = ${workspace} AND a.kind = ${kind} AND a.contact_id = m.contact_id AND a.is_primary${within('a.contact_id')}
    LEFT JOIN suppressions s ON s.workspace_id = ${workspace} AND s.kind = ${kind} AND ${hash('s')} AND s.channel = ''
    LEFT JOIN suppressions sc ON sc.workspace_id = ${workspace} AND sc.kind = ${kind} AND ${hash('sc')} AND sc.channel = ${channelId}
    ${marketing ? `LEFT JOIN consents k ON k.workspace_id = ${workspace} AND k.channel = ${channelId} AND k.purpose = ${parameters.add(question.purpose)} AND k.contact_id = m.contact_id${within('k.contact_id')}` : ''}`
  const rules = [
    ['c.id IS NULL', "'erased'"],
    ['c.held', "'held'"],
    ...(marketing ? [['c.objected_at IS NOT NULL', "'objected'"]] : []),
    ['a.id IS NULL', "'no_address'"],
    // An address may be suppressed on the channel and everywhere: the stronger reason is the one that is told.
    [
      `${suppressed('s')} AND NOT (${suppressed('sc')} AND ${reasonRank('sc.reason')} < ${reasonRank('s.reason')})`,
      "'suppressed_' || s.reason",
    ],
    [suppressed('sc'), "'suppressed_' || sc.reason"],
    ["a.state = 'dead'", "'address_dead'"],
    ["a.state = 'ended'", "'address_ended'"],
    ...(marketing ? consentRules(channel.consent.basis, basis) : []),
    ...(marketing && question.cap ? [[capSql(question.cap, channelId, workspace, parameters), "'capped'"]] : []),
  ]
  return {
    joins,
    reason: `CASE ${rules.map(([when, then]) => `WHEN ${when} THEN ${then}`).join(' ')} END`,
    reasons: everyReason(rules),
  }
}

/** SQL of all that stands in the way, not only what is decided first: for people who ask why. */
const everyReason = (rules: readonly string[][]) =>
  `array_remove(ARRAY[${rules.map(([when, then]) => `CASE WHEN ${when} THEN ${then} END`).join(', ')}]::text[], NULL)`

/** SQL of a reason's place among them: the smaller, the stronger. */
export const reasonRank = (column: string) =>
  `array_position('{${SUPPRESSION_REASONS.join()}}'::text[], ${column}::text)`

/** A channel that works by objection (letters) needs no consent on record, only that none was withdrawn. */
function consentRules(channelBasis: Channel['consent']['basis'], basis: Basis): string[][] {
  const withdrawn = ["k.state = 'withdrawn'", "'withdrawn'"]
  if (channelBasis === 'opt-out') return [withdrawn]
  const wrongBasis = basis === 'consent' ? [["k.basis <> 'consent'", "'no_consent'"]] : []
  return [
    withdrawn,
    ["k.state = 'pending'", "'consent_pending'"],
    ["k.state = 'expired'", "'consent_expired'"],
    ['k.state IS NULL', "'no_consent'"],
    ...wrongBasis,
  ]
}

/** Probes the primary key of each recent run: the ledger has no index by person that is hot. States 2–6 have left or are leaving. */
function capSql(cap: FrequencyCap, channelId: string, workspace: string, parameters: Parameters): string {
  return `(SELECT count(*) FROM runs r JOIN run_steps rs ON rs.workspace_id = r.workspace_id AND rs.run_id = r.id AND rs.channel = ${channelId}
    JOIN messages x ON x.workspace_id = r.workspace_id AND x.run_id = r.id AND x.contact_id = m.contact_id AND x.step = rs.step
    WHERE r.workspace_id = ${workspace} AND r.kind = 'campaign' AND r.started_at > now() - make_interval(days => ${parameters.add(cap.days, 'int')})
      AND x.state BETWEEN 2 AND 6) >= ${parameters.add(cap.messages, 'int')}`
}
