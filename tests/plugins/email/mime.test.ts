import fc from 'fast-check'
import MailComposer from 'nodemailer/lib/mail-composer'
import PostalMime, { type Email } from 'postal-mime'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../core/contracts/index.ts'
import { quotedPrintable } from '../../../plugins/email/mime/quoted-printable.ts'
import { buildMail, createMailPlan, keyAtom, type Person, type PlanInput } from '../../../plugins/email/mime.ts'

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0)

function plan(more: Partial<PlanInput> = {}) {
  return createMailPlan({
    from: { email: 'news@example.org', name: 'Acme' },
    domain: 'example.org',
    campaignId: null,
    listId: null,
    automatic: false,
    hasText: true,
    hasHtml: true,
    ...more,
  })
}

function person(more: Partial<Person> = {}): Person {
  return {
    key: '0199a.0199b.0',
    to: 'ana@example.com',
    subject: 'Hello',
    text: 'Hello',
    html: '<p>Hello</p>',
    unsubscribe: null,
    now: NOW,
    ...more,
  }
}

/** Every promise about the form of a mail, whatever is in it. */
function checkForm(raw: string): void {
  expect(raw).not.toMatch(/[^\r]\n|\r[^\n]|\r$|[\u0100-\uffff]/)
  expect(raw.endsWith('\r\n')).toBe(true)
  const bodyStart = raw.indexOf('\r\n\r\n')
  for (const line of raw.split('\r\n')) {
    expect(line.length).toBeLessThanOrEqual(998)
    expect(line.startsWith('.')).toBe(false)
  }
  for (const line of raw.slice(bodyStart).split('\r\n')) expect(line.length).toBeLessThanOrEqual(76)
}

function read(raw: string): Promise<Email> {
  return PostalMime.parse(Buffer.from(raw, 'latin1'))
}

function header(mail: Email, name: string): string | undefined {
  return mail.headers.find((h) => h.key === name)?.value
}

const lf = (text: string) => text.replace(/\r\n|\r/g, '\n').replace(/\n$/, '')

const hardTexts: readonly (readonly [string, string])[] = [
  ['plain', 'Hello'],
  ['a long line', 'word '.repeat(2_000)],
  ['a long line without blanks', 'x'.repeat(20_000)],
  ['emoji', '👩‍🚀🏳️‍🌈😀'.repeat(200)],
  ['right to left', 'שלום עולם مرحبا بالعالم '.repeat(30)],
  ['lone dots', '.\n..\n.\n\n.x\n.'],
  ['From at line starts', 'From me\nFrom you\n>From'],
  ['carriage returns alone', 'a\rb\rc'],
  ['mixed line ends', 'a\r\nb\rc\nd\n\re'],
  ['blanks before line ends', 'a \nb\t\n \n\t\n  c  '],
  ['blanks at the 75th column', `${'a'.repeat(74)} \n${'b'.repeat(75)}\t\n${'c'.repeat(73)}  \nd`],
  ['what looks encoded', '=3D =?UTF-8?Q?x?= =\n=20'],
  ['control characters', 'a\u0000b\u0007c\u001b[31m\u007f'],
  ['a boundary', '--=_alternative_47DEQpj8HBSa-_TI\nx\n--=_alternative_47DEQpj8HBSa-_TI--'],
  ['nothing but a line end', '\n'],
]

describe('the body', () => {
  it.each(hardTexts)('%s comes out as it went in', async (_name, text) => {
    const raw = buildMail(plan(), person({ text, html: `<p>${text}</p>` }))
    checkForm(raw)
    const mail = await read(raw)
    expect(lf(mail.text ?? '')).toBe(lf(text))
    expect(lf(mail.html ?? '')).toBe(lf(`<p>${text}</p>`))
  })

  it('is decoded to what nodemailer’s own mail is decoded to', async () => {
    for (const [, text] of hardTexts.filter(([name]) => !name.includes('carriage') && !name.includes('mixed'))) {
      const html = `<div>${text}</div>`
      const composed = await new MailComposer({
        from: 'news@example.org',
        to: 'ana@example.com',
        subject: 'Hello',
        text,
        html,
      })
        .compile()
        .build()
      const theirs = await PostalMime.parse(composed)
      const ours = await read(buildMail(plan(), person({ text, html })))
      expect(lf(ours.text ?? '').trimEnd()).toBe(lf(theirs.text ?? '').trimEnd())
      expect(lf(ours.html ?? '').trimEnd()).toBe(lf(theirs.html ?? '').trimEnd())
    }
  })

  it('is quoted-printable whatever the text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('.', '\r', '\n', '\r\n', ' ', '\t', '=', 'From ', 'é', '😀', 'x'.repeat(74)),
    )
    const decode = (text: string) =>
      Buffer.from(
        text
          .replace(/=\r\n/g, '')
          .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      ).toString('utf8')
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
        (text) => {
          const encoded = quotedPrintable(text)
          expect(encoded).toMatch(/^(?:(?!\.|From )[\t\x20-\x7e]{0,76}\r\n)*$/)
          expect(encoded).not.toMatch(/[ \t]\r\n/)
          const expected = Buffer.from(text, 'utf8')
            .toString('utf8')
            .replace(/\r\n|\r|\n/g, '\r\n')
          expect(decode(encoded).replace(/\r\n$/, '')).toBe(expected.replace(/\r\n$/, ''))
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('grows beyond its buffer and comes back', () => {
    const big = 'é'.repeat(1_000_000)
    expect(quotedPrintable(big).length).toBeGreaterThan(6_000_000)
    expect(quotedPrintable('é')).toBe('=C3=A9\r\n')
  })

  it.each([
    ['text only', { hasHtml: false }, 'text/plain'],
    ['HTML only', { hasText: false }, 'text/html'],
    ['both', {}, 'multipart/alternative'],
  ])('%s has the right type', async (_name, more, type) => {
    const raw = buildMail(plan(more), person())
    checkForm(raw)
    expect(raw).toContain(`Content-Type: ${type}`)
    const mail = await read(raw)
    expect([mail.text?.trim(), mail.html?.trim()]).toEqual([
      'hasHtml' in more || !('hasText' in more) ? 'Hello' : undefined,
      'hasHtml' in more ? undefined : '<p>Hello</p>',
    ])
  })
})

describe('headers', () => {
  it.each([
    ['plain', 'Hello'],
    ['with accents', 'Chloé, votre sélection est arrivée'],
    ['300 characters', 'Très long '.repeat(30).trim()],
    ['300 plain characters', 'word '.repeat(60).trim()],
    ['one plain word of 500', 'x'.repeat(500)],
    ['emoji throughout', '👩‍🚀🏳️‍🌈'.repeat(25)],
    ['right to left', 'שלום עולם '.repeat(12).trim()],
    ['what looks encoded', '=?UTF-8?Q?evil?= and more'],
    ['two blanks at a fold', `${'a'.repeat(66)}  ${'b'.repeat(70)}  c`],
    ['an equals sign', '2 + 2 = 4'],
    ['underscores and question marks', 'é_?=é'],
  ])('a subject %s is folded, encoded and read again', async (_name, subject) => {
    const raw = buildMail(plan(), person({ subject }))
    checkForm(raw)
    for (const word of raw.match(/=\?UTF-8\?[QB]\?[^?\s]*\?=/g) ?? []) expect(word.length).toBeLessThanOrEqual(75)
    expect((await read(raw)).subject).toBe(subject)
    // nodemailer leaves a subject alone that looks encoded.
    if (subject.includes('=?')) return
    const theirs = await new MailComposer({ from: 'a@example.org', to: 'b@example.com', subject, text: 'x' })
      .compile()
      .build()
    expect((await read(raw)).subject).toBe((await PostalMime.parse(theirs)).subject)
  })

  it('never cuts a character, whatever the subject', async () => {
    const subjects = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 200 })
      .map((s) => s.replace(/[\p{Cc}\s\u2028\u2029]+/gu, ' ').trim())
    await fc.assert(
      fc.asyncProperty(subjects, async (subject) => {
        const raw = buildMail(plan(), person({ subject }))
        checkForm(raw)
        for (const [word, kind, text] of raw.matchAll(/=\?UTF-8\?([QB])\?([^?]*)\?=/g)) {
          expect(word.length).toBeLessThanOrEqual(75)
          const octets =
            kind === 'B' ? Buffer.from(text!, 'base64') : Buffer.from(unescape(text!.replaceAll('=', '%')), 'latin1')
          expect(octets.toString('utf8')).not.toContain('\ufffd')
        }
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['Ana', 'Ana'],
    ['Müller, Jürgen', 'Müller, Jürgen'],
    ['O\'Brien "Bob" <evil@example.net>', 'O\'Brien "Bob" <evil@example.net>'],
    ['Ana\\', 'Ana\\'],
    ['名前'.repeat(40), '名前'.repeat(40)],
    ['', ''],
    ['  ', ''],
  ])('a name %j stays a name', async (name, expected) => {
    const raw = buildMail(plan({ from: { email: 'news@example.org', name } }), person({ name }))
    checkForm(raw)
    const mail = await read(raw)
    expect(mail.to).toEqual([{ address: 'ana@example.com', name: expected }])
    expect(mail.from).toEqual({ address: 'news@example.org', name: expected })
  })

  it('has what a campaign’s mail must have, and nothing it must not', async () => {
    const campaign = plan({ campaignId: '0199c', listId: '0199d', replyTo: 'answers@example.org' })
    const raw = buildMail(campaign, person({ unsubscribe: 'https://t.example.org/u/a.b?x=1&y=2' }))
    const mail = await read(raw)
    expect(raw).toContain('\r\nList-Unsubscribe: <https://t.example.org/u/a.b?x=1&y=2>\r\n')
    expect(raw).toContain('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n')
    expect(header(mail, 'list-id')).toBe('<0199d.example.org>')
    expect(header(mail, 'feedback-id')).toBe('0199c:0199d:example.org:carillon')
    expect(mail.messageId).toBe('<0199a.0199b.0@example.org>')
    expect(header(mail, 'x-carillon-key')).toBe('0199a.0199b.0')
    expect(header(mail, 'date')).toBe('Sat, 21 Nov 2026 12:00:00 +0000')
    expect(mail.replyTo).toEqual([{ address: 'answers@example.org', name: '' }])
    expect(header(mail, 'auto-submitted')).toBeUndefined()
    const names = raw
      .slice(0, raw.indexOf('\r\n\r\n'))
      .split(/\r\n(?![ \t])/)
      .map((l) => l.slice(0, l.indexOf(':')).toLowerCase())
    expect(new Set(names).size).toBe(names.length)
  })

  it('has no unsubscribe, list or campaign header where there is none, and says when it is automatic', () => {
    const raw = buildMail(plan({ automatic: true }), person())
    expect(raw).not.toMatch(/List-|Feedback-ID/)
    expect(raw).toContain('\r\nAuto-Submitted: auto-generated\r\n')
  })

  it('has the same Message-ID for every attempt, also for keys that are no atoms', () => {
    expect(keyAtom('0199a.0199b.0')).toBe('0199a.0199b.0')
    expect(keyAtom('a b>\r\nX: y')).toMatch(/^x-[0-9a-f]{64}$/)
    expect(keyAtom('a b>\r\nX: y')).toBe(keyAtom('a b>\r\nX: y'))
  })

  it.each([
    ['subject', { subject: 'Hi\r\nBcc: eve@example.com' }],
    ['subject', { subject: 'Hi\nBcc: eve@example.com' }],
    ['subject', { subject: 'Hi\rBcc: eve@example.com' }],
    ['subject', { subject: 'Hi\0' }],
    ['subject', { subject: 'é\u2028Bcc: eve@example.com' }],
    ['name', { name: 'Ana\r\nBcc: eve@example.com' }],
    ['name', { name: 'Ana\0' }],
    ['address', { to: 'ana@example.com\r\nBcc: eve@example.com' }],
    ['address', { to: 'ana@example.com, eve@example.com' }],
    ['unsubscribe', { unsubscribe: 'https://x.example/\r\nBcc: eve@example.com' }],
    ['unsubscribe', { unsubscribe: 'https://x.example/> <mailto:eve@example.com' }],
  ] satisfies [string, Partial<Person>][])('cannot be added through the %s: %j', (_where, more) => {
    expect(() => buildMail(plan(), person(more))).toThrow(
      expect.objectContaining({ name: 'Error', code: expect.any(String) }),
    )
  })

  it.each([
    { from: { email: 'news@example.org', name: 'Acme\r\nBcc: eve@example.com' } },
    { replyTo: 'a@example.org\r\nBcc: eve@example.com' },
    { domain: 'example.org>\r\nBcc: eve@example.com' },
    { attachments: [{ name: 'a\r\nX: y', type: 'text/plain', content: 'AAAA' }] as Json },
    { attachments: [{ name: 'a', type: 'text/plain\r\nX: y', content: 'AAAA' }] as Json },
    { attachments: [{ name: 'a', type: 'image/png', cid: 'x>\r\nX: y', content: 'AAAA' }] as Json },
  ])('cannot be added through the account or an attachment: %j', (more) => {
    expect(() => plan(more)).toThrow()
  })
})

describe('attachments', () => {
  const bytes = Buffer.from(Array.from({ length: 1_000 }, (_, n) => n % 256))
  const content = bytes.toString('base64')
  const attachments = [
    { name: 'résumé — 履歴書.pdf', type: 'application/pdf', content },
    { name: 'plain "quoted".txt', type: 'text/plain', content: Buffer.from('a\r\n.\r\nb').toString('base64') },
    { name: `${'very long name '.repeat(12)}.bin`, type: 'application/octet-stream', content },
    { name: 'logo.png', type: 'image/png', content, cid: 'logo@example.org' },
    { name: 'mail.eml', type: 'message/rfc822', content: Buffer.from('Subject: x\r\n\r\ny').toString('base64') },
  ]

  it('arrive whole, with their names, the images within the HTML', async () => {
    const raw = buildMail(
      plan({ attachments: attachments as Json }),
      person({ html: '<img src="cid:logo@example.org">' }),
    )
    checkForm(raw)
    const mail = await read(raw)
    expect(mail.html?.trim()).toBe('<img src="cid:logo@example.org">')
    const byName = new Map(mail.attachments.map((a) => [a.filename, a]))
    for (const { name, content, type } of attachments) {
      const got = byName.get(name)
      expect(got, name).toBeDefined()
      expect(Buffer.from(got!.content as ArrayBuffer).toString('base64')).toBe(content)
      expect(got!.mimeType).toBe(type.startsWith('message/') ? 'application/octet-stream' : type)
    }
    expect(byName.get('logo.png')).toMatchObject({
      contentId: '<logo@example.org>',
      disposition: 'inline',
      related: true,
    })
    expect(byName.get('résumé — 履歴書.pdf')).toMatchObject({ disposition: 'attachment' })
  })

  it('are read from our mail as from nodemailer’s', async () => {
    const theirs = await PostalMime.parse(
      await new MailComposer({
        from: 'a@example.org',
        to: 'b@example.com',
        subject: 'x',
        text: 'x',
        html: 'x',
        attachments: attachments.map((a) => ({
          filename: a.name,
          contentType: a.type,
          content: Buffer.from(a.content, 'base64'),
          ...(a.cid ? { cid: a.cid } : {}),
        })),
      })
        .compile()
        .build(),
    )
    const ours = await read(buildMail(plan({ attachments: attachments as Json }), person()))
    const names = (mail: Email) =>
      mail.attachments
        .filter((a) => !a.filename?.endsWith('.eml'))
        .map((a) => [a.filename, a.mimeType, a.disposition])
        .sort()
    expect(names(ours)).toEqual(names(theirs))
  })

  it('are refused when malformed, empty or too big', () => {
    const wrong = (more: object) => plan({ attachments: [{ ...attachments[0]!, ...more }] as Json })
    expect(() => wrong({ content: 'not base64!' })).toThrow(/base64/)
    expect(() => wrong({ content: undefined })).toThrow(/no bytes/)
    expect(() => wrong({ type: 'pdf' })).toThrow(/type/)
    expect(() => wrong({ content: 'A'.repeat(26_000_000) })).toThrow(/bytes/)
  })
})
