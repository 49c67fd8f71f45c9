import { describe, expect, it } from 'vitest'
import { describeChannel } from '../../../core/testing/index.ts'
import { emailChannel } from '../../../plugins/email/channel.ts'
import email from '../../../plugins/email/index.ts'

describeChannel({
  channel: emailChannel,
  addresses: {
    good: [
      { input: 'Ana@Example.com', canonical: 'ana@example.com', secret: 'na' },
      { input: 'julia.long+tag@bücher.example', canonical: 'julia.long+tag@xn--bcher-kva.example', secret: 'ulia' },
      { input: '"john doe"@example.com', canonical: '"john doe"@example.com', secret: 'ohn doe' },
      { input: 'josé@example.com', canonical: 'josé@example.com', secret: 'os' },
    ],
    bad: [
      '',
      'ana',
      'ana@',
      '@example.com',
      'ana@localhost',
      'a b@example.com',
      'ana@example.com\r\nBcc: x@y.z',
      'ana@[192.0.2.1]',
    ],
  },
  contents: [
    {
      content: { subject: 'Hello {{contact.firstName}}', html: '<p>Hi <a href="https://example.com/a">there</a></p>' },
      links: ['https://example.com/a'],
    },
    { content: { subject: 'Text', text: 'See https://example.com/b', preheader: 'Short' } },
    {
      content: {
        subject: 'With a file',
        html: '<p>See the file.</p>',
        automatic: true,
        attachments: [{ name: 'a.txt', type: 'text/plain', content: 'YQ==' }],
      },
    },
  ],
})

describe('what a content weighs', () => {
  const measure = emailChannel.measure!

  it('counts one mail, its octets on the way, and warns of what is cut or filtered', () => {
    const small = measure({ subject: 'Hi', html: '<p>x</p>', text: 'x' })
    expect(small).toMatchObject({ units: 1, warnings: [] })
    const big = measure({
      subject: 'x'.repeat(80),
      html: 'x'.repeat(110 * 1024),
      attachments: [{ name: 'a', type: 'a/b', content: 'A'.repeat(8_000_000) }],
    })
    expect(big.warnings.map((w) => w.code)).toEqual(['clipped', 'long_subject', 'big_attachments'])
    expect(big.bytes).toBeGreaterThan(8_000_000)
  })

  it('is offered by the plugin with its provider and sandbox', () => {
    expect(email.channels).toEqual([emailChannel])
    expect(email.providers?.map((p) => p.id)).toEqual(['smtp'])
    expect(email.sandboxes?.map((s) => s.provider)).toEqual(['smtp'])
  })
})
