import type { SendKey } from '../contracts/index.ts'

/** `<run>.<contact>.<step>`, UUIDs in 32 hex digits: fit for a Message-ID, a callback URL and an idempotency key. */
export function sendKey(runId: string, contactId: string, step: number): SendKey {
  return `${bare(runId)}.${bare(contactId)}.${step}`
}

/** The parts of a key, or null when it is none of ours. */
export function parseSendKey(key: string): { runId: string; contactId: string; step: number } | null {
  const match = /^([0-9a-f]{32})\.([0-9a-f]{32})\.(\d{1,3})$/.exec(key)
  return match ? { runId: dashed(match[1]!), contactId: dashed(match[2]!), step: Number(match[3]) } : null
}

const bare = (uuid: string) =>
  uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18) + uuid.slice(19, 23) + uuid.slice(24)
const dashed = (hex: string) =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
