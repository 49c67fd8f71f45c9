import { hash, verify } from '@node-rs/argon2'
import { invalid, Problem } from '../../errors.ts'
import { isCommonPassword } from './common-passwords.ts'

/** argon2id (the library's default algorithm), 19 MiB, 2 passes, 1 lane: OWASP Password Storage Cheat Sheet, ASVS 11.4.2. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const COST_TEXT = '$argon2id$v=19$m=19456,t=2,p=1$'

/** So that signing in cannot starve sending: hashing takes a core for about 30 ms and 19 MiB. */
const AT_ONCE = 2
const WAITING = 100

let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= WAITING)
      throw new Problem('unavailable', 'Too many sign-ins at once. Try again shortly.', { retryAfter: 5 })
    // Whoever finishes hands its place over, so `running` stays as it is.
    await new Promise<void>((go) => waiting.push(go))
  } else running++
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}

export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password, COST))

/** A hash of nothing anybody knows, made once: an unknown user costs as much time as a known one. */
let nobody: Promise<string> | undefined

/** True when it is this user's password. With null (unknown user, no password) it takes as long and is false. */
export async function passwordFits(stored: string | null | undefined, password: string): Promise<boolean> {
  nobody ??= hashPassword(crypto.randomUUID()).catch((error) => {
    nobody = undefined
    throw error
  })
  const decoy = await nobody
  const fits = await inTurn(() => verify(stored ?? decoy, password)).catch((error) => {
    if (error instanceof Problem) throw error
    return false
  })
  return fits && stored != null
}

/** True when the stored hash was made with other parameters than today's: hash again at sign-in. */
export const outdated = (stored: string): boolean => !stored.startsWith(COST_TEXT)

/**
 * At least 8 characters, none of the common ones, not the person's own name or address; no rules about kinds of
 * characters, and no truncation (reliability SEC2, ASVS 6.2).
 */
export function checkPassword(password: string, personal: readonly string[], field = '/password'): void {
  const problem = passwordProblem(password, personal)
  if (problem) throw invalid([{ field, ...problem }])
}

/** `Monkey2026!` is `monkey`; of `ab#12345` too little is left to tell. */
const SHORTEST_CORE = 5

function passwordProblem(password: string, personal: readonly string[]): { code: string; message: string } | null {
  const length = [...password].length
  if (length < 8) return { code: 'too_short', message: 'must have at least 8 characters; 15 or more are better' }
  if (length > 256) return { code: 'too_long', message: 'must have at most 256 characters' }
  const plain = password.toLowerCase()
  const core = plain.replace(/[\d\W_]+$/, '')
  if (
    isCommonPassword(plain) ||
    (core.length >= SHORTEST_CORE && isCommonPassword(core)) ||
    /^(.)\1*$/u.test(plain) ||
    isSequence(plain)
  )
    return { code: 'too_common', message: 'is one of the first that are tried; choose another' }
  const own = personal.flatMap((text) => [text, text.split('@')[0] ?? '']).map((text) => text.toLowerCase())
  if (own.some((text) => text.length >= 4 && (plain === text || core === text)))
    return { code: 'too_personal', message: 'must not be your name or address' }
  return null
}

/** '12345678', 'abcdefgh' and the same backwards. */
function isSequence(text: string): boolean {
  const codes = [...text].map((c) => c.codePointAt(0)!)
  return [1, -1].some((step) => codes.every((code, i) => i === 0 || code - codes[i - 1]! === step))
}
