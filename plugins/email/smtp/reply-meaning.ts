import { classify, parseReply, type Verdict } from '../errors.ts'

/** What a refusal means for the message it was about. */
export function verdictOf(raw: string): Verdict {
  const reply = parseReply(raw)
  return reply ? classify(reply) : protocolError(raw)
}

/** A reply that has no place here. */
export function protocolError(raw: string): Verdict {
  return { is: 'retry', scope: 'message', tries: 3, code: 'protocol', reason: `unexpected reply: ${raw.slice(0, 200)}` }
}

/** The server's own number of a message, where its reply has one in a known form (Postfix, Exim, SES). */
export function queueId(raw: string): string | undefined {
  if (raw.length < 16) return undefined
  return /(?:queued as |id[=:]| [Oo][Kk] )\s*<?([A-Za-z0-9._@-]{6,100})/.exec(raw)?.[1]
}
