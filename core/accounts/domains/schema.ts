import { type Static, Type } from 'typebox'
import { Id, Nullable, StringEnum, Timestamp } from '../../http/schemas.ts'

/** A host name in lower case, A-labels. */
const HOST = '^(?=.{3,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$'

const RecordSchema = Type.Object({
  id: StringEnum(['dkim', 'spf', 'dmarc', 'return_path', 'tracking'] as const),
  type: StringEnum(['TXT', 'MX', 'CNAME', 'A'] as const),
  host: Type.String({ description: 'Where it is to be set, in full' }),
  value: Type.String({ description: 'What is to be set; empty: any that is yours' }),
  need: StringEnum(['required', 'bulk', 'advised'] as const, {
    description: 'bulk: asked of those who send 5,000 a day or more',
  }),
  state: StringEnum(['unchecked', 'verified', 'missing', 'wrong', 'unknown'] as const, {
    description: 'unknown: the name servers did not answer',
  }),
  found: Type.Array(Type.String(), { description: 'What stands there' }),
  problem: Nullable(
    StringEnum(
      [
        'several',
        'other_key',
        'revoked',
        'include_missing',
        'open_to_all',
        'too_many_lookups',
        'no_policy',
        'other_target',
      ] as const,
      { description: 'What is wrong with it' },
    ),
  ),
})
export type DomainRecord = Static<typeof RecordSchema>

const WarningSchema = Type.Object({
  severity: StringEnum(['info', 'warning', 'error'] as const),
  code: StringEnum(['unauthenticated', 'not_for_bulk', 'dmarc_none', 'tracking_unreachable', 'not_answered'] as const),
  message: Type.String(),
})
export type DomainWarning = Static<typeof WarningSchema>

export const DomainSchema = Type.Object(
  {
    id: Id,
    domain: Type.String(),
    selector: Type.String(),
    spfInclude: Nullable(Type.String()),
    returnPath: Nullable(Type.String()),
    records: Type.Array(RecordSchema),
    ready: Type.Object(
      { any: Type.Boolean(), bulk: Type.Boolean() },
      { description: 'By the last check: for any mail (SPF or DKIM); for 5,000 a day and more (SPF, DKIM and DMARC)' },
    ),
    warnings: Type.Array(WarningSchema),
    checkedAt: Nullable(Timestamp),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  },
  { $id: 'SendingDomain', description: 'A domain that mail is sent from, with the DNS records it needs' },
)

const Host = (description: string, examples: string[]) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], pattern: HOST, description, examples })
const options = {
  spfInclude: Type.Optional(
    Host('What your mail provider lets you include in SPF; null: your own servers send', ['amazonses.com']),
  ),
  returnPath: Type.Optional(
    Host('Host of the bounce address where it is not the domain itself', ['bounces.shop.example']),
  ),
}

export const DomainInputSchema = Type.Object(
  {
    domain: Type.String({
      minLength: 3,
      maxLength: 253,
      description: 'Right of the @ of the sender',
      examples: ['shop.example'],
    }),
    ...options,
  },
  {
    $id: 'SendingDomainInput',
    additionalProperties: false,
    examples: [{ domain: 'shop.example', spfInclude: 'amazonses.com' }],
  },
)
export type DomainInput = Static<typeof DomainInputSchema>

export const DomainChangeSchema = Type.Object(options, {
  $id: 'SendingDomainChange',
  additionalProperties: false,
  minProperties: 1,
  examples: [{ spfInclude: 'amazonses.com' }],
})
export type DomainChange = Static<typeof DomainChangeSchema>

const host = new RegExp(HOST)
/** In A-labels and lower case, as DNS compares; null when it is no domain. */
export function canonicalDomain(typed: string, toAscii: (name: string) => string): string | null {
  const name = toAscii(typed.trim().replace(/\.$/, '')).toLowerCase()
  return host.test(name) ? name : null
}
