import { describeChannel } from '../../core/testing/index.ts'
import { emailChannel } from '../../plugins/email/channel.ts'

describeChannel({
  channel: emailChannel,
  addresses: {
    good: [
      { input: ' Jane.Doe@Example.ORG ', canonical: 'jane.doe@example.org', secret: 'jane.doe' },
      { input: 'josé@exämple.de', canonical: 'josé@xn--exmple-cua.de', secret: 'josé' },
      { input: 'anna+news@mail.example.com', canonical: 'anna+news@mail.example.com', secret: 'anna' },
      { input: '"odd one"@example.org', secret: 'odd' },
    ],
    bad: [
      'jane',
      '@example.org',
      'jane@',
      'jane@example',
      'jane@@example.org',
      'jane@example..org',
      'Jane <jane@example.org>',
      'jane@[127.0.0.1]',
      `${'a'.repeat(65)}@example.org`,
    ],
  },
  contents: [
    {
      content: {
        subject: 'Hello {{contact.firstName}}',
        html: '<p><a href="https://example.org/a?x=1&amp;y=2">A</a> <a href="{{urls.unsubscribe}}">out</a> <a href="#top">top</a></p>',
      },
      links: ['https://example.org/a?x=1&y=2'],
    },
    { content: { subject: 'Text only', text: 'See https://example.org/b' } },
    {
      content: {
        subject: 'All of it',
        preheader: 'In short',
        html: '<style>p { color: red }</style><p>Hi</p><p><a href="mailto:a@example.org">write</a></p>',
        text: 'Hi',
        automatic: true,
      },
    },
  ],
})
