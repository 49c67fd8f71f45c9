import type { AddressKind } from '../contracts/index.ts'
import { uuid7 } from '../infra/ids.ts'
import { LANGUAGES } from './names.ts'

/** How a person of the demo stands to being written to; each shows one answer of the gate. */
export const STANDINGS = {
  bounces: 9,
  nothing_on_record: 26,
  pending: 7,
  withdrawn: 6,
  left: 6,
  complained: 3,
  dead: 5,
  blocked_by_hand: 2,
  objected: 5,
  held: 3,
  no_address: 4,
} as const
export type Standing = keyof typeof STANDINGS | 'consents'

export const PEOPLE = 420

export interface Person {
  readonly id: string
  readonly firstName: string
  readonly lastName: string
  readonly locale: string
  readonly timeZone: string
  readonly country: string
  readonly city: string
  readonly orders: number
  readonly customerSince: string
  /** Null: nobody knows it. */
  readonly address: string | null
  readonly standing: Standing
  /** Agreed that opening and clicking is noted. */
  readonly tracked: boolean
  /** Days since the person came. */
  readonly daysAgo: number
}

/** Came after the campaign that is history: their addresses were mistyped, which nobody knows yet. */
export const NEWCOMER_DAYS = 2
const OLDEST_DAYS = 420
const YOUNGEST_DAYS = 21
const TRACKED = 0.78

/** The people of the demo, the same at every seed except for their ids. */
export function makePeople(kind: AddressKind, now: Date): Person[] {
  const random = randomFrom(20)
  const standings = shuffled(standingOfEach(), random)
  const taken = new Set<string>()
  return standings.map((standing) => {
    const language = LANGUAGES[[0, 0, 0, 1, 1, 1, 2, 2][Math.floor(random() * 8)]!]!
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!
    const [firstName, lastName, place] = [pick(language.given), pick(language.family), pick(language.places)]
    const orders = Math.floor(random() ** 3 * 24)
    const old = Math.floor(YOUNGEST_DAYS + random() * (OLDEST_DAYS - YOUNGEST_DAYS))
    const daysAgo = standing === 'bounces' ? NEWCOMER_DAYS : old
    const local = uniqueLocal(firstName, lastName, language.domain, taken)
    const typed = `${standing === 'bounces' ? 'bounce+' : ''}${local}@${language.domain}`
    return {
      id: uuid7(),
      firstName,
      lastName,
      locale: language.locale,
      ...place,
      orders,
      customerSince: new Date(now.getTime() - daysAgo * 86_400_000).toISOString().slice(0, 10),
      address: standing === 'no_address' ? null : canonical(kind, typed),
      standing,
      tracked: random() < TRACKED,
      daysAgo,
    }
  })
}

function standingOfEach(): Standing[] {
  const special = Object.entries(STANDINGS).flatMap(([standing, count]) =>
    Array<Standing>(count).fill(standing as Standing),
  )
  return [...special, ...Array<Standing>(PEOPLE - special.length).fill('consents')]
}

function uniqueLocal(firstName: string, lastName: string, domain: string, taken: Set<string>): string {
  const ascii = `${firstName}.${lastName}`
    .normalize('NFD')
    .replace(/[^A-Za-z.]/g, '')
    .toLowerCase()
  for (let n = 1; ; n++) {
    const local = n === 1 ? ascii : `${ascii}${n}`
    if (taken.has(`${local}@${domain}`)) continue
    taken.add(`${local}@${domain}`)
    return local
  }
}

function canonical(kind: AddressKind, typed: string): string {
  const parsed = kind.parse(typed)
  if (!parsed.ok) throw new Error(`the demo's address ${typed} is refused: ${parsed.reason}`)
  return parsed.value
}

function shuffled<T>(list: T[], random: () => number): T[] {
  for (let at = list.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    ;[list[at], list[other]] = [list[other]!, list[at]!]
  }
  return list
}

/** mulberry32: small, and the same everywhere. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
