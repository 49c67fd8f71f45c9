import fc from 'fast-check'
import type { Parsed } from '../../contracts/index.ts'
import { broken, type Property, quietly } from '../property.ts'
import type { AddressSample, ChannelSubject } from './subject.ts'

/** C0 and C1 controls and DEL: one of them in an address is a header of its own sooner or later. */
const CONTROLS = /\p{Cc}/u
const RUNS = { numRuns: 500, seed: 1 } as const

/** How a kind of address is read, compared and shown. */
export const addressProperties: readonly Property<ChannelSubject>[] = [
  {
    name: 'good addresses are read into their canonical form',
    async run(subject) {
      for (const sample of subject.addresses.good) {
        const value = canonical(subject, sample)
        if (sample.canonical !== undefined && value !== sample.canonical) {
          throw broken(`'${sample.input}' must become '${sample.canonical}', not '${value}'`)
        }
      }
    },
  },
  {
    name: 'bad addresses are refused with a code and a reason',
    async run(subject) {
      for (const input of ['', ' ', ...subject.addresses.bad]) {
        const parsed = parse(subject, input)
        if (parsed.ok) throw broken(`${JSON.stringify(input)} must be refused, became '${parsed.value}'`)
        if (!parsed.code || !parsed.reason) throw broken(`${JSON.stringify(input)}: refused without code or reason`)
      }
    },
  },
  {
    name: 'the canonical form is its own canonical form',
    async run(subject) {
      for (const input of [...subject.addresses.good.map((s) => s.input), ...randomInputs(subject)]) {
        const once = parse(subject, input)
        if (!once.ok) continue
        const twice = parse(subject, once.value)
        if (!twice.ok || twice.value !== once.value) {
          throw broken(
            `${JSON.stringify(input)} becomes ${JSON.stringify(once.value)}, and that ${JSON.stringify(twice)}`,
          )
        }
      }
    },
  },
  {
    name: 'reading an address never throws',
    async run(subject) {
      for (const input of randomInputs(subject)) parse(subject, input)
      for (const country of ['FR', 'fr', 'XX', '', '\u0000']) parse(subject, 'a 1', { country })
    },
  },
  {
    name: 'control characters are refused, and never in a canonical form',
    async run(subject) {
      for (const { input, hint } of subject.addresses.good) {
        for (const control of ['\r\n', '\n', '\r', '\u0000', '\t', '\u001b', '\u007f', '\u0085']) {
          const middle = Math.ceil(input.length / 2)
          const parsed = parse(subject, input.slice(0, middle) + control + input.slice(middle), hint)
          if (parsed.ok) throw broken(`an address with ${JSON.stringify(control)} inside became '${parsed.value}'`)
        }
      }
      for (const input of randomInputs(subject)) {
        const parsed = parse(subject, input)
        if (parsed.ok && CONTROLS.test(parsed.value))
          throw broken(`a control character in ${JSON.stringify(parsed.value)}`)
      }
    },
  },
  {
    name: 'longer than maxLength is refused',
    async run(subject) {
      const { maxLength } = subject.channel.address
      if (!Number.isInteger(maxLength) || maxLength < 1)
        throw broken(`address.maxLength must be 1 or more, not ${maxLength}`)
      for (const { input, hint } of subject.addresses.good) {
        const long = input + ' '.repeat(maxLength + 1 - Math.min(input.length, maxLength))
        if (parse(subject, long, hint).ok)
          throw broken(`${long.length} characters are more than maxLength, and were read`)
      }
      parse(subject, 'a@'.repeat(500_000))
    },
  },
  {
    name: 'a mask hides the address',
    async run(subject) {
      const { mask } = subject.channel.address
      for (const sample of subject.addresses.good) {
        const value = canonical(subject, sample)
        const masked = quietly('mask()', () => mask(value))
        if (!masked || masked.includes(value)) throw broken(`the mask of '${value}' is '${masked}'`)
        if (sample.secret && masked.includes(sample.secret))
          throw broken(`the mask '${masked}' shows '${sample.secret}'`)
      }
      for (const input of randomInputs(subject)) quietly(`mask(${JSON.stringify(input)})`, () => mask(input))
    },
  },
  {
    name: 'every address has one destination',
    async run(subject) {
      for (const sample of subject.addresses.good) {
        const value = canonical(subject, sample)
        const destination = quietly('destination()', () => subject.channel.address.destination(value))
        if (typeof destination !== 'string' || destination.trim() === '') throw broken(`'${value}' has no destination`)
        if (subject.channel.address.destination(value) !== destination)
          throw broken(`the destination of '${value}' varies`)
      }
    },
  },
]

function parse({ channel }: ChannelSubject, input: string, hint?: { country?: string }): Parsed {
  const parsed = quietly(`parse(${JSON.stringify(input.slice(0, 80))})`, () => channel.address.parse(input, hint))
  if (typeof parsed?.ok !== 'boolean')
    throw broken('parse() must give { ok: true, value } or { ok: false, code, reason }')
  return parsed
}

function canonical(subject: ChannelSubject, sample: AddressSample): string {
  const parsed = parse(subject, sample.input, sample.hint)
  if (!parsed.ok) throw broken(`'${sample.input}' must be read, was refused: ${parsed.reason}`)
  return parsed.value
}

/** Random text, and good addresses with a random piece put in: close to good is where parsers are wrong. */
function randomInputs({ addresses }: ChannelSubject): string[] {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))
  if (addresses.good.length === 0) throw broken('the suite needs at least one good address')
  const near = fc
    .tuple(fc.constantFrom(...addresses.good), fc.nat({ max: 40 }), fc.string({ unit: 'binary', maxLength: 3 }))
    .map(([{ input }, at, piece]) => input.slice(0, at) + piece + input.slice(at))
  return fc.sample(fc.oneof(text, near), RUNS)
}
