import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emailAddress, needsUtf8, parseEmail } from '../../../plugins/email/address.ts'

const x = (n: number) => 'x'.repeat(n)
const domainOf = (length: number) => `${`${x(62)}.`.repeat(10).slice(0, length - 4)}.com`.replace('..', 'x.')

/** What is typed, and what it becomes. */
const accepted: readonly (readonly [string, string])[] = [
  ['ana@example.com', 'ana@example.com'],
  ['Ana.Maria@Example.COM', 'ana.maria@example.com'],
  ['  ana@example.com\t', 'ana@example.com'],
  ['ana+news@example.com', 'ana+news@example.com'],
  ["o'brien@example.ie", "o'brien@example.ie"],
  ['!#$%&*/=?^_`{|}~-@example.org', '!#$%&*/=?^_`{|}~-@example.org'],
  ['a@b.co', 'a@b.co'],
  ['a@sub.sub2.example.co.uk', 'a@sub.sub2.example.co.uk'],
  ['123@456.com', '123@456.com'],
  ['"john doe"@example.com', '"john doe"@example.com'],
  ['"john"@example.com', 'john@example.com'],
  ['"John..Doe"@example.com', '"john..doe"@example.com'],
  ['"a\\b"@example.com', 'ab@example.com'],
  ['"a\\"b"@example.com', '"a\\"b"@example.com'],
  ['"a@b"@example.com', '"a@b"@example.com'],
  ['""@example.com', '""@example.com'],
  ['ana@bücher.example', 'ana@xn--bcher-kva.example'],
  ['ana@BÜCHER.example', 'ana@xn--bcher-kva.example'],
  ['ana@xn--bcher-kva.example', 'ana@xn--bcher-kva.example'],
  ['ana@faß.de', 'ana@xn--fa-hia.de'],
  ['ana@example。com', 'ana@example.com'],
  ['ana@ｅxample.com', 'ana@example.com'],
  ['ana@مثال.إختبار', 'ana@xn--mgbh0fb.xn--kgbechtv'],
  ['ana@i❤.ws', 'ana@xn--i-7iq.ws'],
  ['josé@example.com', 'josé@example.com'],
  ['jose\u0301@example.com', 'josé@example.com'],
  ['用户@例子.测试', '用户@xn--fsqu00a.xn--0zwm56d'],
  ['😀@example.com', '😀@example.com'],
  [`${x(64)}@example.com`, `${x(64)}@example.com`],
  [`${x(10)}@${domainOf(243)}`, `${x(10)}@${domainOf(243)}`],
]

/** What is typed, and the code of the refusal. */
const refused: readonly (readonly [string, string])[] = [
  ['', 'empty'],
  ['   ', 'empty'],
  ['ana', 'no_at'],
  ['@example.com', 'no_local'],
  ['ana@', 'no_domain'],
  ['ana@example', 'domain_without_dot'],
  ['ana@localhost', 'domain_without_dot'],
  ['ana@[192.0.2.1]', 'ip_literal'],
  ['ana@[IPv6:2001:db8::1]', 'ip_literal'],
  ['ana@192.0.2.1', 'bad_top_level'],
  ['ana@example.c', 'bad_top_level'],
  ['ana@example.com.', 'trailing_dot'],
  ['ana@.example.com', 'empty_label'],
  ['ana@example..com', 'empty_label'],
  ['ana@-example.com', 'bad_label'],
  ['ana@example-.com', 'bad_label'],
  [`ana@${x(64)}.com`, 'bad_idn|bad_label'],
  ['ana@exa_mple.com', 'domain_character'],
  ['ana@exa%6dple.com', 'domain_character'],
  ['ana@exa mple.com', 'domain_character'],
  ['.ana@example.com', 'edge_dot'],
  ['ana.@example.com', 'edge_dot'],
  ['ana..maria@example.com', 'double_dot'],
  ['ana maria@example.com', 'space'],
  ['ana\u00a0maria@example.com', 'space'],
  ['ana(home)@example.com', 'local_character'],
  ['ana,maria@example.com', 'local_character'],
  ['a@b@example.com', 'local_character'],
  ['mailto:ana@example.com', 'local_character'],
  ['Ana <ana@example.com>', 'display_name'],
  ['<ana@example.com>', 'display_name'],
  ['"ana@example.com', 'bad_quotes'],
  ['"ana"maria@example.com', 'bad_quotes'],
  ['"a"b"@example.com', 'bad_quotes'],
  ['ana@example.com\r\nBcc: x@example.org', 'control_character'],
  ['ana@example.com\n', 'control_character'],
  ['"ana\r\n"@example.com', 'control_character'],
  ['ana\u0000@example.com', 'control_character'],
  ['ana\u0085@example.com', 'control_character'],
  ['ana\u2028@example.com', 'control_character'],
  ['ana\u200b@example.com', 'invisible_character'],
  ['ana@exam\u00adple.com', 'invisible_character'],
  ['\u202eana@example.com', 'invisible_character'],
  ['ana@example.com\u200f', 'invisible_character'],
  ['\ufeffana@example.com', 'invisible_character'],
  ['👩‍🚀@example.com', 'invisible_character'],
  ['ana\ud800@example.com', 'bad_character'],
  ['ana\ue000@example.com', 'bad_character'],
  [`${x(65)}@example.com`, 'local_too_long'],
  [`${'é'.repeat(33)}@example.com`, 'local_too_long'],
  [`${x(20)}@${domainOf(243)}`, 'too_long'],
  [`${x(321)}@example.com`, 'too_long'],
]

describe('email addresses', () => {
  it.each(accepted)('accepts %j as %j', (typed, canonical) => {
    expect(parseEmail(typed)).toEqual({ ok: true, value: canonical })
    expect(parseEmail(canonical)).toEqual({ ok: true, value: canonical })
  })

  it.each(refused)('refuses %j: %s', (typed, codes) => {
    const parsed = parseEmail(typed)
    expect(parsed.ok).toBe(false)
    if (!parsed.ok) {
      expect(codes.split('|')).toContain(parsed.code)
      expect(parsed.reason).not.toBe('')
    }
  })

  it('gives one text for one address, and nothing that could end a line or a command', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ maxLength: 12 }),
      fc.constantFrom('"', '\\', '@', '.', ' ', '\r\n', '\u200b', 'é', '例', 'xn--', 'example.com', '<', '>'),
    )
    const typed = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))
    const almost = fc
      .tuple(typed, fc.constantFrom('example.com', 'bücher.example', 'EXAMPLE.org'))
      .map((p) => p.join('@'))
    fc.assert(
      fc.property(fc.oneof(typed, almost), (text) => {
        const parsed = parseEmail(text)
        if (!parsed.ok) return
        expect(parseEmail(parsed.value)).toEqual(parsed)
        expect(parsed.value).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u)
        expect(parsed.value.replace(/^"(?:[^"\\]|\\.)*"/, '')).not.toMatch(/[\s<>"]/u)
        expect(Buffer.byteLength(parsed.value)).toBeLessThanOrEqual(254)
        expect(parsed.value).toMatch(/@[a-z0-9.-]+$/)
      }),
      { numRuns: 3_000 },
    )
  })

  it('takes the quick and the slow way to the same answer', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abAB09.+_-'), minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(word, word, (local, domain) => {
        const typed = `${local}@${domain}.com`
        // A blank in front makes it slow.
        expect(parseEmail(` ${typed}`)).toEqual(parseEmail(typed))
      }),
      { numRuns: 2_000 },
    )
  })

  it('masks, tells the destination, and knows who needs SMTPUTF8', () => {
    expect(emailAddress.mask('julia@example.com')).toBe('j•••@example.com')
    expect(emailAddress.mask('"julia b"@example.com')).toBe('j•••@example.com')
    expect(emailAddress.mask('😀@example.com')).toBe('😀•••@example.com')
    expect(emailAddress.destination('"a@b"@example.com')).toBe('example.com')
    expect(needsUtf8('josé@example.com')).toBe(true)
    expect(needsUtf8('jose@xn--bcher-kva.example')).toBe(false)
  })
})
