import { describe, expect, test } from 'vitest'
import { checkEmail, prepareEmail } from '../../../plugins/email/prepare.ts'

const PIXEL = /\{\{#if urls\.pixel\}\}<img src="\{\{urls\.pixel\}\}"[^>]*>\{\{\/if\}\}/

/** The HTML without the open pixel, which is in all of them. */
const htmlOf = (html: string) => String(prepareEmail({ subject: 's', html }).content.html).replace(PIXEL, '')
const linksOf = (html: string) => prepareEmail({ subject: 's', html, text: 't' }).links
const codes = (content: Record<string, string>) =>
  checkEmail({ subject: 's', ...content }).map((problem) => problem.code)

describe('links in HTML', () => {
  test.each([
    ['double quotes', '<a href="https://x.example/">x</a>', '<a href="{{urls.click}}/0">x</a>', ['https://x.example/']],
    ['single quotes', "<a href='http://x.example'>x</a>", "<a href='{{urls.click}}/0'>x</a>", ['http://x.example']],
    [
      'no quotes',
      '<a href=https://x.example/a class=b>x</a>',
      '<a href={{urls.click}}/0 class=b>x</a>',
      ['https://x.example/a'],
    ],
    ['upper case', '<A HREF="HTTPS://X.EXAMPLE">x</A>', '<A HREF="{{urls.click}}/0">x</A>', ['HTTPS://X.EXAMPLE']],
    [
      'blanks around',
      '<a href = " https://x.example\n/a ">x</a>',
      '<a href = "{{urls.click}}/0">x</a>',
      ['https://x.example/a'],
    ],
    [
      'entities',
      '<a href="https://x.example/?a=1&amp;b=2&#38;c">x</a>',
      '<a href="{{urls.click}}/0">x</a>',
      ['https://x.example/?a=1&b=2&c'],
    ],
    ['area', '<area href="https://x.example/">', '<area href="{{urls.click}}/0">', ['https://x.example/']],
    [
      'the first of two',
      '<a href="https://x.example" href="https://y.example">',
      '<a href="{{urls.click}}/0" href="https://y.example">',
      ['https://x.example'],
    ],
    [
      'a variable in it',
      '<a href="https://x.example/{{default contact.id "a>b"}}?a&amp;b">x</a>',
      '<a href="{{urls.click}}/0">x</a>',
      ['https://x.example/{{default contact.id "a>b"}}?a&b'],
    ],
    ['a variable as a whole', '<a href="{{data.url}}">x</a>', '<a href="{{urls.click}}/0">x</a>', ['{{data.url}}']],
    [
      'a block in it',
      '<a href="{{#if a}}https://x.example{{else}}https://y.example{{/if}}">',
      '<a href="{{urls.click}}/0">',
      ['{{#if a}}https://x.example{{else}}https://y.example{{/if}}'],
    ],
    [
      'blocks around',
      '{{#if a}}<a href="https://x.example">{{else}}<a href="https://y.example">{{/if}}x</a>',
      '{{#if a}}<a href="{{urls.click}}/0">{{else}}<a href="{{urls.click}}/1">{{/if}}x</a>',
      ['https://x.example', 'https://y.example'],
    ],
    [
      'blocks beside',
      '<a {{#if a}}class="b"{{/if}} href="https://x.example">',
      '<a {{#if a}}class="b"{{/if}} href="{{urls.click}}/0">',
      ['https://x.example'],
    ],
    [
      'in a loop',
      '{{#each l}}<a href="https://x.example">{{/each}}',
      '{{#each l}}<a href="{{urls.click}}/0">{{/each}}',
      ['https://x.example'],
    ],
    [
      'never closed',
      '<div><p><a href="https://x.example">x<b>',
      '<div><p><a href="{{urls.click}}/0">x<b>',
      ['https://x.example'],
    ],
    [
      'in half a table',
      '<td><a href="https://x.example">x</table>',
      '<td><a href="{{urls.click}}/0">x</table>',
      ['https://x.example'],
    ],
  ])('%s', (_, html, expected, links) => {
    expect(htmlOf(html)).toBe(expected)
    expect(linksOf(html)).toEqual(links)
  })

  test.each([
    '<a href="mailto:a@x.example">x</a>',
    '<a href="tel:+33123">x</a>',
    '<a href="#top">x</a>',
    '<a href="/path">x</a><a href="//x.example">y</a>',
    '<a href="">x</a><a href>y</a><a name="z">z</a>',
    '<a href="{{urls.unsubscribe}}">x</a><a href="{{ urls.preferences }}">y</a><a href="{{urls.unsubscribe}}?a=b">z</a>',
    '<a href="https://x.example/?back={{urls.unsubscribe}}">x</a>',
    '{{#each l}}<a href="https://x.example/{{id}}">x</a><a href="{{url}}">y</a>{{/each}}',
    '<a href="{{#if a}}https://x.example{{else}}mailto:a@x.example{{/if}}">x</a>',
    '<a href="{{#if a}}https://x.example">x</a>{{/if}}',
    '<!-- <a href="https://x.example">x</a> -->',
    '<!--[if mso]><a href="https://x.example">x</a><![endif]-->',
    '{{! <a href="https://x.example"> }}{{!-- <a href="https://x.example"> }} --}}',
    '<script>"<a href=https://x.example>"</script><style>/* <a href="https://x.example"> */</style >'.replace(
      '<style>',
      '<style media="print">',
    ),
    '<link href="https://x.example"><img src="https://x.example"><form action="https://x.example">',
    'text <a href="https://x.example',
    '\\{{<b>}}',
    'a {{ <a> and "no end',
  ])('left alone: %s', (html) => {
    expect(htmlOf(html)).toBe(html)
    expect(linksOf(html)).toEqual([])
  })

  test('the same target has the same number, wherever it stands; numbers follow the text', () => {
    const html =
      '<a href="https://b.example/?x&amp;y"></a><a href="https://a.example"></a><area href=\'https://b.example/?x&y\'>'
    const text = 'https://a.example https://c.example'
    const { content, links } = prepareEmail({ subject: 's', html, text })
    expect(String(content.html)).toContain(
      '<a href="{{urls.click}}/0"></a><a href="{{urls.click}}/1"></a><area href=\'{{urls.click}}/0\'>',
    )
    expect(content.text).toBe('{{urls.click}}/1 {{urls.click}}/2')
    expect(links).toEqual(['https://b.example/?x&y', 'https://a.example', 'https://c.example'])
  })
})

describe('text', () => {
  test.each([
    ['See https://x.example/a.', 'See {{urls.click}}/0.', ['https://x.example/a']],
    ['(https://x.example/a_(b))!', '({{urls.click}}/0)!', ['https://x.example/a_(b)']],
    [
      '<https://x.example>, "http://y.example"',
      '<{{urls.click}}/0>, "{{urls.click}}/1"',
      ['https://x.example', 'http://y.example'],
    ],
    ['https://x.example/{{default a "b c"}}/d?', '{{urls.click}}/0?', ['https://x.example/{{default a "b c"}}/d']],
    [
      '{{#if a}}https://x.example{{else}}https://y.example{{/if}}',
      '{{#if a}}{{urls.click}}/0{{else}}{{urls.click}}/1{{/if}}',
      ['https://x.example', 'https://y.example'],
    ],
    ['https://x.example/{{#if a}}b{{/if}}', 'https://x.example/{{#if a}}b{{/if}}', []],
    [
      '{{#if a}}https://x.example{{else}}https://y.example{{/if}}/b',
      '{{#if a}}https://x.example{{else}}https://y.example{{/if}}/b',
      [],
    ],
    ['{{#if a}}https://x.example{{/if}}{{b}}', '{{#if a}}https://x.example{{/if}}{{b}}', []],
    ['{{#if a}}https://x.example{{/if}}/b', '{{#if a}}https://x.example{{/if}}/b', []],
    [
      '{{#each l}}https://x.example/{{id}} https://y.example{{/each}}',
      '{{#each l}}https://x.example/{{id}} {{urls.click}}/0{{/each}}',
      ['https://y.example'],
    ],
    [
      'https:// {{urls.unsubscribe}} mailto:a@x.example {{data.url}}',
      'https:// {{urls.unsubscribe}} mailto:a@x.example {{data.url}}',
      [],
    ],
  ])('%s', (text, expected, links) => {
    expect(prepareEmail({ subject: 's', text })).toEqual({ content: { subject: 's', text: expected }, links })
  })

  test('is made from the HTML where it is empty', () => {
    const html = `<html><head><title>T</title><style>p{color:red}</style></head><body>
      <div style="display:none">hidden</div><h1>Hello {{default contact.firstName "a  'friend'"}}</h1>
      <p>A &amp; B<br>c</p><ul><li>one</li><li>two</li></ul><img src="https://x.example/i.png" alt="Logo">
      <table>
      {{#each l}}
      <tr><td>{{n}}</td><td>{{money p "EUR"}}</td></tr>
      {{/each}}
      </table>
      <p><a href="https://x.example/">Shop</a> <a href="{{urls.unsubscribe}}">Leave</a></p><script>x</script></body></html>`
    expect(prepareEmail({ subject: 's', preheader: 'before', html, text: ' ' }).content.text).toBe(
      [
        `Hello {{default contact.firstName "a  'friend'"}}\n`,
        'A & B\nc\n',
        ' * one\n * two\n',
        'Logo\n\n{{#each l}}\n{{n}} {{money p "EUR"}}\n{{/each}}\n',
        'Shop <{{urls.click}}/0> Leave <{{urls.unsubscribe}}>',
      ].join('\n'),
    )
  })

  test('an address that is its own words is written once', () => {
    const html = '<p>At <a href="https://x.example">https://x.example</a>, or https://y.example</p>'
    const { content, links } = prepareEmail({ subject: 's', html })
    expect(content.text).toBe('At {{urls.click}}/0, or {{urls.click}}/1')
    expect(links).toEqual(['https://x.example', 'https://y.example'])
  })

  test('cannot be made where a block would be torn', () => {
    const html = '<title>{{#if a}}</title><body>x{{/if}}</body>'
    expect(checkEmail({ subject: 's', html })).toMatchObject([{ field: 'text', code: 'text_part' }])
    expect(codes({ html, text: 'x' })).toEqual([])
  })
})
