import type { Carrier, Json, Outcome, Outgoing, Provider, ProviderHost } from '../../core/contracts/index.ts'
import { emailAddress } from './address.ts'
import { errorTable } from './error-table.ts'
import { MimeError } from './mime.ts'
import { checkAccount } from './smtp/check.ts'
import { type Compose, createComposer, type Mail } from './smtp/compose.ts'
import { openConnection } from './smtp/connect.ts'
import { createDkimSigner } from './smtp/dkim.ts'
import type { Settled } from './smtp/job.ts'
import { createPool } from './smtp/pool.ts'
import { createRedactor } from './smtp/redact.ts'
import { readSettings, withDomainKey } from './smtp/settings.ts'
import { SmtpSettings } from './smtp/settings-schema.ts'

function numberOr(value: Json | undefined, fallback: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback
}

/** Any SMTP server that takes mail for the world: a company's own, or a provider's relay. */
export const smtp: Provider = {
  id: 'smtp',
  channel: 'email',
  label: { en: 'SMTP server', fr: 'Serveur SMTP', es: 'Servidor SMTP' },
  settings: SmtpSettings,
  capabilities: { batch: 500, idempotent: false, receipts: ['accepted'], inbound: false, lookup: false },
  limits(settings) {
    const amount = numberOr(settings.ratePerSecond, 0)
    return amount > 0 ? [{ unit: 'messages', amount, perSeconds: 1 }] : []
  },
  domains(settings) {
    const from = emailAddress.parse(String(settings.fromEmail ?? ''))
    return from.ok ? [emailAddress.destination(from.value)] : []
  },
  flight: (settings) => ({ lanes: numberOr(settings.lanes, 4), group: numberOr(settings.group, 100) }),
  errors: errorTable,
  open: openSmtp,
}

/** @throws Error naming the setting that is wrong */
async function openSmtp(settings: Record<string, Json>, host: ProviderHost): Promise<Carrier> {
  const account = await withDomainKey(readSettings(settings), host)
  const compose = createComposer(account, host.now)
  const sign = createDkimSigner(account)
  const redact = createRedactor(account)
  const open = () => openConnection(account)
  const pool = createPool({ account, open, log: host.log })

  async function send(
    batch: readonly Outgoing[],
    signal: AbortSignal,
    notAfter = Number.POSITIVE_INFINITY,
  ): Promise<readonly Outcome[]> {
    const terms = { signal, notAfter }
    const outcomes: Outcome[] = []
    if (batch.length === 0) return outcomes
    const all = Promise.withResolvers<void>()
    const settle = (out: Outgoing, settled: Settled) => {
      outcomes.push({ key: out.key, ...redact(settled) } as Outcome)
      if (outcomes.length === batch.length) all.resolve()
    }
    const withdraw = () => pool.withdraw()
    signal.addEventListener('abort', withdraw, { once: true })
    for (const out of batch) {
      const mail = prepared(compose, out)
      const ready = sign && 'raw' in mail ? await signed(mail, sign) : mail
      if ('raw' in ready) pool.submit(ready, terms, (settled) => settle(out, settled))
      else settle(out, ready)
      // Signing is slow: what is signed goes out while the next is being signed.
      if (sign) pool.wake()
    }
    if (signal.aborted) pool.withdraw()
    pool.wake()
    await all.promise
    signal.removeEventListener('abort', withdraw)
    return outcomes
  }

  return {
    send,
    check: () => checkAccount(account, open, redact),
    close: () => pool.close(),
  }
}

/** The mail, or why there can be none; never throws, so that one message never makes another fail. */
function prepared(compose: Compose, out: Outgoing): Mail | Settled {
  try {
    return compose(out)
  } catch (error) {
    const code = error instanceof MimeError ? error.code : 'mime'
    const reason = error instanceof Error ? error.message : String(error)
    return { is: 'rejected', class: code === 'bad_address' ? 'failed' : 'content', code, reason }
  }
}

async function signed(mail: Mail, sign: (raw: string) => Promise<string>): Promise<Mail | Settled> {
  try {
    return { ...mail, raw: await sign(mail.raw) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { is: 'retry', scope: 'sender', afterMs: 60_000, code: 'dkim', reason }
  }
}
