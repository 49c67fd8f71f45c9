import type { GateReason } from '../../consent/gate.ts'
import type { Figures } from './figures.ts'

const REASONS: Record<GateReason, string> = {
  erased: 'erased',
  held: 'processing restricted (GDPR art. 18)',
  objected: 'objected to marketing (GDPR art. 21)',
  no_address: 'no address',
  suppressed_legal: 'blocked for legal reasons',
  suppressed_complaint: 'complained earlier',
  suppressed_erasure: 'erased earlier',
  suppressed_bounce: 'address bounced earlier',
  suppressed_unsubscribe: 'unsubscribed',
  suppressed_manual: 'blocked by hand',
  suppressed_import: 'blocked by an import',
  suppressed_provider: 'opted out at the provider',
  address_dead: 'address is dead',
  address_ended: 'address was given up',
  withdrawn: 'withdrew consent',
  consent_pending: 'consent not confirmed',
  consent_expired: 'consent expired',
  no_consent: 'no consent on record',
  capped: 'had enough messages lately',
}

/** The short table that a campaign ends with, one line each. */
export function figuresTable(name: string, figures: Figures): string[] {
  const share = (count: number, of: number) => (of > 0 && count > 0 ? `${((count / of) * 100).toFixed(1)} %` : '')
  const row = (label: string, count: number, note = '') =>
    `  ${label.padEnd(13)}${String(count).padStart(7)}   ${note}`.trimEnd()
  const some = (label: string, count: number, note: string) => (count > 0 ? [row(label, count, note)] : [])
  const { recipients, sent, delivered } = figures
  return [
    `Campaign "${name}"`,
    row('recipients', recipients, 'people in the audience'),
    row('sent', sent, share(sent, recipients)),
    row('delivered', delivered, `${share(delivered, sent)}  accepted by the receiving server and not returned`.trim()),
    row(
      'opened',
      figures.opened,
      `${share(figures.opened, delivered)}  people; known only of those who agreed to it`.trim(),
    ),
    row('clicked', figures.clicked, `${share(figures.clicked, delivered)}  people`.trim()),
    row('bounced', figures.bounced, share(figures.bounced, sent)),
    ...some('unsubscribed', figures.unsubscribed, ''),
    ...some('failed', figures.failed, 'refused by the receiving server'),
    ...some('unknown', figures.unknown, 'the answer was lost; settled later'),
    ...some('waiting', figures.waiting, ''),
    ...some('not sent', figures.notSent, 'cancelled, expired, or could not be rendered'),
    row('excluded', figures.excluded, 'and why:'),
    ...Object.entries(figures.excludedBy).map(
      ([reason, count]) => `  ${''.padEnd(13)}${String(count).padStart(7)}   ${explain(reason)}`,
    ),
  ]
}

export const explain = (reason: string) => REASONS[reason as GateReason] ?? reason
