import { createHash } from 'node:crypto'
import type { Core } from '../context.ts'
import type { Channel } from '../contracts/index.ts'
import { uuid7 } from '../infra/ids.ts'
import type { Trx } from '../infra/postgres.ts'
import type { Person } from './people.ts'

/** When the campaign of the past went out, in days before now; who left or complained did so because of it. */
export const PAST_DAYS = 6

const WORDINGS = {
  marketing: {
    en: 'Yes, send me the tea house’s letter by email, about once a month. I can leave at any time.',
    fr: 'Oui, envoyez-moi la lettre de la maison de thé par e-mail, environ une fois par mois. Je peux me désabonner à tout moment.',
    es: 'Sí, envíenme la carta de la casa de té por correo electrónico, más o menos una vez al mes. Puedo darme de baja cuando quiera.',
  },
  tracking: {
    en: 'The tea house may note whether I open its letters and which links I follow.',
    fr: 'La maison de thé peut noter si j’ouvre ses lettres et quels liens je suis.',
    es: 'La casa de té puede anotar si abro sus cartas y qué enlaces sigo.',
  },
} as const

/** Writes people, their addresses, consents and suppressions; each in one statement. Gives the address id of each person. */
export async function recordPeople(
  core: Core,
  trx: Trx,
  workspaceId: string,
  channel: Channel,
  people: readonly Person[],
  now: Date,
): Promise<ReadonlyMap<string, string>> {
  const ago = (days: number, ms = 0) => new Date(now.getTime() - days * 86_400_000 + ms)
  const { kind } = channel.address
  await insertAll(
    trx,
    'contacts',
    'workspace_id uuid, id uuid, external_id text, first_name text, last_name text, locale text, time_zone text, country text, attributes jsonb, held boolean, objected_at timestamptz, created_at timestamptz, updated_at timestamptz',
    people.map((person, index) => ({
      workspace_id: workspaceId,
      id: person.id,
      external_id: `shop-${String(1001 + index)}`,
      first_name: person.firstName,
      last_name: person.lastName,
      locale: person.locale,
      time_zone: person.timeZone,
      country: person.country,
      attributes: { city: person.city, orders: person.orders, customerSince: person.customerSince },
      held: person.standing === 'held',
      objected_at: person.standing === 'objected' ? ago(30) : null,
      created_at: ago(person.daysAgo),
      updated_at: ago(person.daysAgo),
    })),
  )
  const reached = people.filter((person) => person.address !== null)
  const hashes = new Map(
    reached.map((person) => [person.id, core.vault.addressHash(workspaceId, kind, person.address!)]),
  )
  const addressIds = new Map(reached.map((person) => [person.id, uuid7()]))
  await insertAll(
    trx,
    'addresses',
    'workspace_id uuid, id uuid, contact_id uuid, kind text, value text, value_hash bytea, state text, is_primary boolean, verified_at timestamptz, created_at timestamptz, updated_at timestamptz, soft_failures smallint',
    reached.map((person) => ({
      workspace_id: workspaceId,
      id: addressIds.get(person.id),
      contact_id: person.id,
      kind,
      value: person.address,
      value_hash: hex(hashes.get(person.id)!),
      state: person.standing === 'dead' ? 'dead' : 'active',
      is_primary: true,
      verified_at: person.standing === 'consents' ? ago(person.daysAgo) : null,
      created_at: ago(person.daysAgo),
      updated_at: ago(person.daysAgo),
      soft_failures: 0,
    })),
  )
  const suppressed = (person: Person, reason: string, source: string, days: number, everything: boolean) => ({
    workspace_id: workspaceId,
    kind,
    address_hash: hex(hashes.get(person.id)!),
    channel: everything ? '' : channel.id,
    reason,
    source,
    marketing_only: !everything,
    created_at: ago(days, 3 * 3_600_000),
  })
  await insertAll(
    trx,
    'suppressions',
    'workspace_id uuid, kind text, address_hash bytea, channel text, reason text, source text, marketing_only boolean, created_at timestamptz',
    people.flatMap((person) => {
      if (person.standing === 'left') return [suppressed(person, 'unsubscribe', 'one-click', PAST_DAYS, false)]
      if (person.standing === 'complained') return [suppressed(person, 'complaint', 'feedback loop', PAST_DAYS, false)]
      if (person.standing === 'dead') return [suppressed(person, 'bounce', 'provider:5.1.1', PAST_DAYS, true)]
      if (person.standing === 'blocked_by_hand') return [suppressed(person, 'manual', 'asked by phone', 50, true)]
      return []
    }),
  )
  await recordConsents(trx, workspaceId, channel, people, hashes, ago)
  return addressIds
}

async function recordConsents(
  trx: Trx,
  workspaceId: string,
  channel: Channel,
  people: readonly Person[],
  hashes: ReadonlyMap<string, Buffer>,
  ago: (days: number, ms?: number) => Date,
): Promise<void> {
  const wordings = Object.entries(WORDINGS).flatMap(([purpose, texts]) =>
    Object.entries(texts).map(([locale, text]) => ({
      workspace_id: workspaceId,
      id: uuid7(),
      purpose,
      channel: channel.id,
      locale,
      text,
      sha256: hex(createHash('sha256').update(text).digest()),
      created_at: ago(430),
    })),
  )
  await insertAll(
    trx,
    'consent_wordings',
    'workspace_id uuid, id uuid, purpose text, channel text, locale text, text text, sha256 bytea, created_at timestamptz',
    wordings,
  )
  const wordingOf = (purpose: string, { locale }: Person) =>
    wordings.find((one) => one.purpose === purpose && one.locale === locale)!.id
  const event = (person: Person, purpose: string, action: string, at: Date, source: string) => ({
    workspace_id: workspaceId,
    id: uuid7(),
    contact_id: person.id,
    address_kind: hashes.has(person.id) ? channel.address.kind : null,
    address_hash: hashes.has(person.id) ? hex(hashes.get(person.id)!) : null,
    channel: channel.id,
    purpose,
    action,
    basis: 'consent',
    at,
    recorded_at: at,
    source,
    wording_id: action === 'given' || action === 'pending' ? wordingOf(purpose, person) : null,
    actor_kind: 'contact',
    actor_id: person.id,
  })
  const events = people.flatMap((person) => {
    const came = ago(person.daysAgo)
    if (person.standing === 'nothing_on_record') return []
    if (person.standing === 'pending') return [event(person, 'marketing', 'pending', came, 'shop checkout')]
    const given = [event(person, 'marketing', 'given', came, 'shop checkout')]
    if (person.tracked) given.push(event(person, 'tracking', 'given', came, 'shop checkout'))
    if (person.standing === 'withdrawn') given.push(event(person, 'marketing', 'withdrawn', ago(14), 'telephone'))
    if (person.standing === 'left')
      given.push(event(person, 'marketing', 'withdrawn', ago(PAST_DAYS, 3 * 3_600_000), 'one-click'))
    return given
  })
  await insertAll(
    trx,
    'consent_events',
    'workspace_id uuid, id uuid, contact_id uuid, address_kind text, address_hash bytea, channel text, purpose text, action text, basis text, at timestamptz, recorded_at timestamptz, source text, wording_id uuid, actor_kind text, actor_id text',
    events,
  )
}

/** One INSERT however many rows; `columns` as in a column definition list. bytea comes as `\x…`. */
async function insertAll(trx: Trx, table: string, columns: string, rows: readonly object[]): Promise<void> {
  const names = columns
    .split(', ')
    .map((column) => column.split(' ')[0]!)
    .join(', ')
  await trx.raw(`INSERT INTO ${table} (${names}) SELECT ${names} FROM jsonb_to_recordset(?::jsonb) AS r (${columns})`, [
    JSON.stringify(rows),
  ])
}

const hex = (bytes: Buffer) => `\\x${bytes.toString('hex')}`
