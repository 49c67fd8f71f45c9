import { describe, expect, test } from 'vitest'
import { adviseEmail } from '../../../plugins/email/advice.ts'

const codes = (content: Record<string, string>) => adviseEmail({ subject: 'News', ...content }).map((one) => one.code)
const LONG = '<p>A letter of some length, so that the pictures in it are not all that there is to see of it.</p>'
const html = (body: string) => codes({ html: LONG + body })

test('a plain letter has nothing against it', () => {
  expect(
    html(
      '<a href="https://shop.example/sale">Sale</a> <a href="{{urls.unsubscribe}}">Leave</a> <a href="mailto:a@b.example">Write</a> <img src="https://shop.example/a.png" alt="">',
    ),
  ).toEqual([])
  expect(codes({ text: 'Only text!' })).toEqual([])
})

test.each([
  ['BIG SUMMER SALE', ['subject_capitals']],
  ['GRANDE SOLDE D’ÉTÉ {{contact.firstName}}', ['subject_capitals']],
  ['SNCF', []],
  ['FAQ 2026: NEW', []],
  ['Save now!!', ['subject_marks']],
  ['¡¡¡Ahora!', ['subject_marks']],
  ['¡Hola {{contact.firstName}}!', []],
  ['One! Two! Three!', ['subject_marks']],
  ['Re: your order', ['subject_fake_reply']],
  ['FW: your order', ['subject_fake_reply']],
  ['Resale: begins', []],
  ['{{#if contact.firstName}}{{contact.firstName}}, {{/if}}hello', []],
])('subject %j', (subject, expected) => {
  expect(codes({ subject })).toEqual(expected)
})

describe('links', () => {
  test.each([
    ['<a href="https://evil.example/x">https://bank.example</a>', ['link_mismatch']],
    ['<a href="https://evil.example/x"><b>www.bank.example</b>/login</a>', ['link_mismatch']],
    ['<a href="https://www.bank.example/x">bank.example</a>', []],
    ['<a href="https://news.bank.example/x">bank.example</a>', []],
    ['<a href="https://bank.example/x">Read on at bank.example today</a>', []],
    ['<a href="{{contact.attributes.page}}">bank.example</a>', []],
    ['<a href="https://{{contact.attributes.host}}/">bank.example</a>', []],
    ['<a href="http://bank.example/">Bank</a>', ['insecure_link']],
    ['<img alt="x" src="http://bank.example/a.png">', ['insecure_link']],
    ['<a href="/sale">Sale</a>', ['relative_link']],
    ['<a href="shop.example/sale">Sale</a>', ['relative_link']],
    ['<a href="">Sale</a>', ['empty_link']],
    ['<a href="#">Sale</a>', ['empty_link']],
    ['<a href="#top">Up</a>', []],
    ['<a href="https://bit.ly/abc">Sale</a>', ['short_link']],
    ['<a name="top">Top</a>', []],
  ])('%s', (body, expected) => {
    expect(html(body)).toEqual(expected)
  })
})

test('a mail that is a picture, and pictures without words', () => {
  const picture = '<img src="https://shop.example/all.png" width="600">'
  expect(codes({ html: `<style>p { color: red }</style>${picture}` })).toEqual(['only_images', 'missing_alt'])
  expect(html(picture)).toEqual(['missing_alt'])
  expect(html('<img src="https://shop.example/pixel.gif" width="1" height="1">')).toEqual([])
})

test('broken and endless HTML is read to its end', () => {
  expect(codes({ html: '<a href="x' })).toEqual([])
  expect(codes({ html: '</a></style></head>'.repeat(1_000) })).toEqual([])
  expect(codes({ html: '<a href=/x>'.repeat(20_000) })).toContain('relative_link')
})
