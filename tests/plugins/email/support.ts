import type { Carrier, Json, Outcome, Outgoing, ProviderHost } from '../../../core/contracts/index.ts'
import { smtp } from '../../../plugins/email/smtp.ts'

/** A host that keeps what was logged. */
export function recordingHost(): ProviderHost & { readonly lines: string[] } {
  const lines: string[] = []
  const write = (data: object, text?: string) => void lines.push(`${JSON.stringify(data)} ${text ?? ''}`)
  return {
    lines,
    log: { debug: write, info: write, warn: write, error: write },
    fetch: globalThis.fetch,
    now: () => Date.now(),
    signal: new AbortController().signal,
    publicUrl: 'https://carillon.example',
  }
}

/** Short waits, so that what hangs is found out within a test. */
export const QUICK = { connectTimeoutMs: 1_000, greetingTimeoutMs: 300, replyTimeoutMs: 300, finalTimeoutMs: 400 }

export function openSmtp(settings: Record<string, Json>, more: Record<string, Json> = {}): Promise<Carrier> {
  return smtp.open({ ...settings, ...QUICK, ...more }, recordingHost())
}

/** Message number `n`; every number its own key and address. */
export function outgoing(n: number, more: Partial<Outgoing> = {}): Outgoing {
  return {
    key: `${'a'.repeat(32)}.${String(n).padStart(32, '0')}.0`,
    to: `user${n}@example.com`,
    locale: 'en',
    content: { subject: `Hello ${n}`, html: `<p>Hello ${n}</p>`, text: `Hello ${n}` },
    attempt: 1,
    unsubscribe: null,
    campaignId: null,
    listId: null,
    ...more,
  }
}

export function batchOf(count: number): Outgoing[] {
  return Array.from({ length: count }, (_, n) => outgoing(n))
}

export const never = new AbortController().signal

/** Sends one message and gives its outcome. */
export async function sendOne(carrier: Carrier, message = outgoing(1)): Promise<Outcome> {
  const outcomes = await carrier.send([message], never)
  if (outcomes.length !== 1) throw new Error(`${outcomes.length} outcomes for one message`)
  return outcomes[0]!
}

/** How many outcomes of each kind. */
export function tally(outcomes: readonly Outcome[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { is } of outcomes) counts[is] = (counts[is] ?? 0) + 1
  return counts
}
