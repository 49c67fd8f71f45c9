import { type Static, Type } from 'typebox'
import { Errors } from 'typebox/value'

/** Where in a session a fault strikes; DOT is the moment after the whole message has come in. */
export const POINTS = ['CONNECT', 'EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA', 'BODY', 'DOT'] as const
export type Point = (typeof POINTS)[number]

const FaultRule = Type.Object(
  {
    at: Type.Enum([...POINTS]),
    to: Type.Optional(Type.String({ maxLength: 320, description: 'Recipient, `*` for anything; only from RCPT on.' })),
    probability: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    times: Type.Optional(Type.Integer({ minimum: 1, description: 'How often it strikes; without: always.' })),
    delayMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 })),
    reply: Type.Optional(
      Type.String({ maxLength: 2_000, description: 'Instead of the usual reply; `{heard}` is what the client said.' }),
    ),
    hang: Type.Optional(Type.Boolean({ description: 'Says nothing any more.' })),
    drop: Type.Optional(Type.Union([Type.Literal('close'), Type.Literal('reset')])),
    accept: Type.Optional(
      Type.Boolean({ description: 'At DOT with hang or drop: whether the message counts as taken. Default true.' }),
    ),
  },
  { additionalProperties: false },
)
export type FaultRule = Static<typeof FaultRule>

export const Faults = Type.Object(
  {
    rules: Type.Optional(Type.Array(FaultRule, { maxItems: 100, description: 'The first that fits strikes.' })),
    seed: Type.Optional(Type.Integer({ description: 'For probabilities; the same seed gives the same run.' })),
    demo: Type.Optional(
      Type.Boolean({ description: 'Behave by local part (bounce+, full+, later+ …). Default true.' }),
    ),
    extensions: Type.Optional(
      Type.Array(Type.String({ pattern: '^[A-Z0-9][A-Z0-9 =-]*$' }), { description: 'Announced after EHLO.' }),
    ),
  },
  { additionalProperties: false },
)
export type Faults = Static<typeof Faults>

/** How the sandbox behaves until it is told otherwise. */
export interface Behaviour {
  /** The rule that strikes now; null for none. Counts and draws, so it is asked once per moment. */
  strike(point: Point, to: string | null): FaultRule | null
  readonly extensions: readonly string[]
}

const EXTENSIONS = ['PIPELINING', 'SIZE 36700160', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES']
const REMEMBERED = 10_000

/**
 * @throws Error naming the field that is wrong
 */
export function createBehaviour(given: Record<string, unknown>): Behaviour {
  const [error] = Errors(Faults, given)
  if (error) throw new Error(`SMTP sandbox faults${error.instancePath}: ${flawOf(error)}`)
  const { rules = [], seed = 1, demo = true, extensions = EXTENSIONS } = given as Faults
  const random = randomFrom(seed)
  const armed = rules.map((rule) => ({ rule, left: rule.times ?? Number.POSITIVE_INFINITY, fits: pattern(rule.to) }))
  const putOff = new Set<string>()

  function strike(point: Point, to: string | null): FaultRule | null {
    for (const entry of armed) {
      if (entry.rule.at !== point || entry.left <= 0 || !entry.fits(to)) continue
      if (entry.rule.probability !== undefined && random() >= entry.rule.probability) continue
      entry.left--
      return entry.rule
    }
    return demo && point === 'RCPT' && to !== null ? byLocalPart(to, putOff) : null
  }

  return { strike, extensions }
}

/** For a field that is not in the schema TypeBox only says that its schema is false. */
function flawOf({ keyword, message }: { keyword: string; message: string }): string {
  return keyword === 'boolean' ? 'is no field that is known here' : message
}

/** Addresses that show what can happen: `bounce+anna@…`, `full+…`, `later+…`; `dsn+` and `complain+` answer later. */
function byLocalPart(to: string, putOff: Set<string>): FaultRule | null {
  const word = /^(bounce|full|later)(?=[+@])/.exec(to)?.[1]
  if (word === undefined) return null
  if (word === 'bounce') return { at: 'RCPT', reply: '550 5.1.1 no such mailbox' }
  if (word === 'full') return { at: 'RCPT', reply: '452 4.2.2 the mailbox is full' }
  if (putOff.has(to)) return null
  if (putOff.size >= REMEMBERED) putOff.clear()
  putOff.add(to)
  return { at: 'RCPT', reply: '451 4.7.1 greylisted, try again later' }
}

function pattern(to: string | undefined): (address: string | null) => boolean {
  if (to === undefined) return () => true
  const pieces = to
    .toLowerCase()
    .split('*')
    .map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const expression = new RegExp(`^${pieces.join('.*')}$`, 's')
  return (address) => address !== null && expression.test(address.toLowerCase())
}

/** mulberry32: small, and the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
