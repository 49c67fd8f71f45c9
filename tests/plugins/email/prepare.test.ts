import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkEmail, prepareEmail } from '../../../plugins/email/prepare.ts'
import { createHandlebarsEngine } from '../../../plugins/handlebars/index.ts'

const PIXEL = /\{\{#if urls\.pixel\}\}<img src="\{\{urls\.pixel\}\}"[^>]*>\{\{\/if\}\}/

/** The HTML without the open pixel, which is in all of them. */
const htmlOf = (html: string) => String(prepareEmail({ subject: 's', html }).content.html).replace(PIXEL, '')
const codes = (content: Record<string, string>) =>
  checkEmail({ subject: 's', ...content }).map((problem) => problem.code)

const PIECES = [
  '<a href="https://x.example/{{a}}">',
  "<A HREF='https://y.example/?a&amp;b'>",
  '</a>',
  '<table>',
  '<tr>',
  '<td style="color:red;{{a}}">',
  '</table>',
  '<p class="b">',
  '</p>',
  '<!--',
  '-->',
  '<!--[if mso]>',
  '<![endif]-->',
  '{{#if a}}',
  '{{else}}',
  '{{/if}}',
  '{{#each l}}',
  '{{/each}}',
  '{{a "<b>"}}',
  '<style>',
  '</style>',
  'p{color:blue}',
  '@media x{.b{a:b}}',
  '<svg>',
  '<path/>',
  '</svg>',
  '<title>',
  '</title>',
  '<',
  '>',
  '"',
  "'",
  '=',
  '\n',
  '&amp;',
  '\ue000',
  '0',
  'é',
  '<body>',
  '</body>',
  '<head>',
  '</head>',
  '<!doctype html>',
  '<br>',
  '<textarea>',
]
const soupOf = (pieces: readonly string[]) =>
  fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join(''))
/** Broken HTML around whole tags; and with tags broken too, which the template engine refuses before publish. */
const soup = soupOf(PIECES)
const wildSoup = soupOf([...PIECES, '{{', '}}', '\\{{'])

describe('any HTML', () => {
  test('without styles, putting the targets back gives the bytes that were there', () => {
    fc.assert(
      fc.property(
        wildSoup.filter((html) => !html.includes('<style>') && !html.includes('&amp;') && html.trim() !== ''),
        (html) => {
          const { content, links } = prepareEmail({ subject: 's', html })
          const back = String(content.html)
            .replace(PIXEL, '')
            .replace(/\{\{urls\.click\}\}\/(\d+)/g, (_, n) => links[Number(n)]!)
          expect(back).toBe(html)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('never throws, changes nothing it was given, and gives the same again', () => {
    fc.assert(
      fc.property(wildSoup, wildSoup, wildSoup, (html, text, preheader) => {
        const content = Object.freeze({ subject: 's', preheader, html, text })
        checkEmail(content)
        const once = prepareEmail(content)
        expect(prepareEmail(content)).toEqual(once)
        expect(once.links.every((link) => /^(https?:\/\/|\{\{)/i.test(link))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('what can be published and is prepared keeps its links when prepared again', () => {
    const clicks = (value: unknown) => JSON.stringify(value).match(/urls\.click/g)?.length ?? 0
    fc.assert(
      fc.property(soup, fc.constantFrom('', 'https://x.example'), (html, text) => {
        const given = { subject: 's', preheader: 'p', html, text }
        fc.pre(checkEmail(given).length === 0)
        const { content } = prepareEmail(given)
        expect(clicks(prepareEmail(content).content)).toBe(clicks(content))
      }),
      { numRuns: 500 },
    )
  })
})

describe('styles', () => {
  const style = '<style>p { color: red } .b { margin: 0 !important; font-family: "Open Sans" }</style>'

  test('rules are written into elements, before what the element says itself', () => {
    expect(htmlOf(`${style}<p>a</p><p class=b style='top:0;margin:{{default m "1px"}}'>b</p><i>c</i>`)).toBe(
      `<p style="color: red;">a</p><p class=b style="color: red;margin: 0 !important;font-family: 'Open Sans';top:0;margin:{{default m "1px"}}">b</p><i>c</i>`,
    )
  })

  test('what cannot be inlined stays: media queries, states; rules of print and with blocks are not touched', () => {
    const kept = '<style media="print">p{color:black}</style><style>p{ {{#if a}}top:0{{/if}} }</style>'
    const html = htmlOf(`<style>p{color:red}a:hover{top:0}@media (max-width:9px){p{left:0}}</style>${kept}<p>x</p>`)
    expect(html).toContain('a:hover { top: 0; }')
    expect(html).toContain('@media (max-width:9px){p{left:0}}')
    expect(html).toContain(`${kept}<p style="color: red;">x</p>`)
  })

  test('variables in rules, attributes and tables stay what and where they are', () => {
    const html =
      '<table>{{#each l}}<tr {{#if a}}class="b"{{/if}}><td title="{{x "y"}}">{{n}}</td></tr>{{/each}}</table>'
    expect(htmlOf(`<style>td{color:{{data.color}};width:{{w}}px}</style>${html}`)).toBe(
      html.replace('<td ', '<td style="color: {{data.color}};width: {{w}}px;" '),
    )
  })

  test('text and comments stay byte for byte; conditional comments too', () => {
    const rest = ' a < b &amp;&nbsp;c<BR/>\r\n<!--[if mso]><p>x</p><![endif]--><svg><path d="M0"/><path/></svg></html>'
    expect(htmlOf(`<style>p{color:red}</style><P>x</P>${rest}`)).toBe(`<P style="color: red;">x</P>${rest}`)
  })

  test('nothing is loaded: links and imports stay as they are', () => {
    const html = '<link rel="stylesheet" href="file:///etc/hostname"><p>x</p>'
    expect(htmlOf(`<style>p{top:0}</style>${html}`)).toBe(html.replace('<p>', '<p style="top: 0;">'))
  })

  test('a strange style attribute disturbs nothing', () => {
    expect(htmlOf('<style>p{color:red}</style><p style="zz">x</p>')).toBe('<p style="color: red;zz">x</p>')
  })

  test.each([
    ['too_deep', '<div>'.repeat(5_000)],
    ['too_deep', `<style>p{color:red}</style>${'<div>'.repeat(50_000)}`],
    ['too_deep', `<style>p{color:red}</style>${'<b>'.repeat(20_000)}`],
    ['css_too_large', `<style>${'p{color:red}'.repeat(5_000)}</style>${'<p>x'.repeat(5_000)}`],
    [
      'too_large',
      `<style>p{${'color:red;'.repeat(100)}background:url(${'x'.repeat(900)})}</style>${'<p>x</p>'.repeat(4_000)}`,
    ],
  ])('%s is told, and brings nothing down', (code, html) => {
    expect(codes({ html })).toContain(code)
  })

  test('end tags out of order cannot hide how deep elements nest', () => {
    expect(codes({ html: `<style>b{color:red}</style>${'<div><table></div></table>'.repeat(20_000)}` })).toEqual([])
    expect(codes({ html: `<style>b{color:red}</style>${'<svg><td>'.repeat(20_000)}` })).toEqual(['too_deep'])
  })
})

describe('preheader and pixel', () => {
  const preheader = 'Q&A <for> {{default contact.firstName "<you>"}}'
  const words = 'Q&amp;A &lt;for&gt; {{default contact.firstName "<you>"}}&zwnj;'

  test.each([
    ['<html><body class="{{a ">"}}">', 'x', '</body></html>'],
    ['<HTML><HEAD></HEAD>', 'x', '</HTML>'],
    ['<!DOCTYPE html>', '<p>x', ''],
    ['', 'x', ''],
    ['<!-- <body> --><body>', 'x<!-- </body> -->', '</body>'],
  ])('%s…: the preheader is first, the pixel last', (start, middle, end) => {
    const { content } = prepareEmail({ subject: 's', preheader, html: start + middle + end })
    const html = String(content.html)
    expect(html.startsWith(`${start}<span style="display:none`)).toBe(true)
    expect(html).toContain(`>${words}`)
    expect(html.endsWith(`{{/if}}${end}`)).toBe(true)
    expect(html.match(/urls\.pixel/g)).toHaveLength(2)
    expect(content.preheader).toBe('')
  })

  test('a pixel that the author placed is the only one', () => {
    const html = '<p>x</p>{{#if urls.pixel}}<img src="{{urls.pixel}}">{{/if}}<i></i>'
    expect(prepareEmail({ subject: 's', html }).content.html).toBe(html)
  })

  test('mail without HTML stays text', () => {
    const content = { subject: 's', preheader: 'p', text: 'Hi' }
    expect(prepareEmail(content)).toEqual({ content, links: [] })
  })
})

describe('check', () => {
  test('a good mail has no problems', () => {
    expect(
      checkEmail({ subject: 's', preheader: 'p', html: '<a href="https://x.example">{{x}}</a>', text: 't' }),
    ).toEqual([])
  })

  test.each([
    '<a href="javascript:alert(1)">',
    '<a href=" JaVa\tScript&#58;alert(1)">',
    "<area href='data:text/html,x'>",
    '<a href="vbscript:x">',
    '<form action="javascript:x">',
    '<a href="java&#115;cript:x">',
    '<svg><a xlink:href="javascript:x">',
  ])('%s is refused with its place', (html) => {
    const [problem] = checkEmail({ subject: 's', html: `a\nb ${html}x` })
    expect(problem).toMatchObject({ field: 'html', line: 2, code: 'bad_link' })
    expect(problem!.column).toBe(`b ${html}`.search(/ \S*(href|action)=/) + 2)
  })

  test.each([
    ['line_break', { subject: 'a\nb', html: 'x' }],
    ['line_break', { preheader: 'a\r\nb', html: 'x' }],
    ['empty', { html: ' ', text: '\n' }],
    ['reserved_variable', { html: '<a href="{{urls.click}}/3">' }],
  ])('%s', (code, content) => {
    const problems = checkEmail({ subject: 's', ...content } as Record<string, string>)
    expect(problems.map((problem) => problem.code)).toEqual([code])
  })
})

test('what is prepared is a template: links in loops and the pixel are filled for each recipient', () => {
  const { content, links } = prepareEmail({
    subject: 's',
    preheader: 'For {{contact.firstName}}',
    html: '<style>td{top:{{data.w}}px}</style><table>{{#each data.items}}<tr><td>{{n}} <a href="https://x.example">x</a></td></tr>{{/each}}</table>',
  })
  const fill = (field: 'html' | 'text', pixel: string) => {
    const variables = ['contact.firstName', 'data.*', 'urls.click', 'urls.pixel']
    const source = String(content[field])
    const compiled = createHandlebarsEngine().compile({
      source,
      field,
      mode: field,
      locale: 'en',
      scope: { variables },
    })
    if (!compiled.ok) throw new Error(compiled.problems[0]!.message)
    const urls = { click: 'https://t.example/c/abc', pixel }
    return compiled.render({ contact: { firstName: '<Zoë>' }, data: { w: 3, items: [{ n: 1 }, { n: 2 }] }, urls })
  }
  expect(links).toEqual(['https://x.example'])
  const html = fill('html', 'https://t.example/o/abc')
  expect(html).toContain('>For &lt;Zoë&gt;&zwnj;')
  expect(html).toContain('<tr><td style="top: 3px;">2 <a href="https://t.example/c/abc/0">x</a></td></tr></table>')
  expect(html).toContain('<img src="https://t.example/o/abc"')
  expect(fill('html', '')).not.toContain('<img')
  expect(fill('text', '')).toMatch(/^1 x <https:\/\/t\.example\/c\/abc\/0>\s+2 x <https:\/\/t\.example\/c\/abc\/0>\n$/)
})
