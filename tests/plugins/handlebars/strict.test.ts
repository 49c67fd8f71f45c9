import { expect, test } from 'vitest'
import { compile, problems, render } from './support.ts'

const WRONG: readonly [source: string, ...problems: string[]][] = [
  ['{{contact.frstName}}', '1:3 unknown_variable'],
  ['Hi,\n  {{contact.nope}} {{campain.name}}', '2:5 unknown_variable', '2:22 unknown_variable'],
  ['{{contact}}', '1:3 unknown_variable'],
  ['{{data}}', '1:3 unknown_variable'],
  ['{{contact.attributes}}', '1:3 unknown_variable'],
  ['{{this}}', '1:3 unknown_variable'],
  ['{{../contact.firstName}}', '1:3 unknown_variable'],
  ['{{@index}}', '1:3 unknown_variable'],
  ['{{#each data.x}}{{@../index}}{{/each}}', '1:19 unknown_variable'],
  ['{{#each data.x}}{{@nope}}{{/each}}', '1:19 unknown_variable'],
  ['{{#each order.items}}{{nme}}{{/each}}', '1:24 unknown_variable'],
  ['{{#each order.items}}{{this}}{{/each}}', '1:24 unknown_variable'],
  ['{{#each data.items}}{{contact.frstName}}{{/each}}', '1:23 unknown_variable'],
  ['{{#each data.items}}{{../../contact.firstName}}{{/each}}', '1:23 unknown_variable'],
  ['{{#each contact.firstNames}}{{/each}}', '1:9 unknown_variable'],
  ['{{#if nope}}{{/if}}', '1:7 unknown_variable'],
  ['{{default nope "x"}}', '1:11 unknown_variable'],
  ['{{plural data.n one="x" other=nope.x}}', '1:31 unknown_variable'],
  ['{{shout contact.firstName}}', '1:3 unknown_helper'],
  ['{{#eahc data.items}}{{/eahc}}', '1:4 unknown_helper'],
  ['{{date}}', '1:1 bad_arguments'],
  ['{{if data.x}}', '1:1 bad_arguments'],
  ['{{#if}}{{/if}}', '1:1 bad_arguments'],
  ['{{#if data.x data.y}}{{/if}}', '1:1 bad_arguments'],
  ['{{#each (upper data.x)}}{{/each}}', '1:9 bad_arguments'],
  ['{{#each data.x as |contact|}}{{/each}}', '1:1 bad_arguments'],
  ['{{upper data.x data.y}}', '1:16 bad_arguments'],
  ['{{upper data.x big=true}}', '1:16 bad_arguments'],
  ['{{default data.x}}', '1:1 bad_arguments'],
  ['{{money data.x}}', '1:1 bad_arguments'],
  ['{{money data.x "Euro"}}', '1:16 bad_arguments'],
  ['{{number data.x decimals=99}}', '1:26 bad_arguments'],
  ['{{date data.x "longer"}}', '1:15 bad_arguments'],
  ['{{date data.x timezone="Mars/Base"}}', '1:24 bad_arguments'],
  ['{{plural data.x one="item"}}', '1:1 bad_arguments'],
  ['a\n{{#if data.x}}b', '2:16 syntax'],
  ['a\n\n{{/if}}', '3:1 syntax'],
  ['{{#if data.x}}\n{{/each}}', '1:4 syntax'],
  ['{{else}}', '1:1 syntax'],
  ['{{data.x', '1:8 syntax'],
  ['x {{!-- no end', '1:3 syntax'],
  ['{{ % }}', '1:4 syntax'],
  ['{{data.x y=}}', '1:12 syntax'],
]

test.each(WRONG)('%j is refused with its place', (source, ...expected) => {
  expect(problems(source)).toEqual(expected)
})

test.each([
  ['{{contact.frstName}}', 'Did you mean "contact.firstName"?'],
  ['{{firstName}}', 'Did you mean "contact.firstName"?'],
  ['{{Contact.FirstName}}', 'Did you mean "contact.firstName"?'],
  ['{{#each order.items}}{{nme}}{{/each}}', 'Did you mean "order.items.name"?'],
  ['{{uper data.x}}', 'Did you mean "upper"?'],
  ['{{#eahc data.x}}{{/eahc}}', 'Did you mean "each"?'],
])('%j: the nearest name is told', (source, hint) => {
  const compiled = compile(source)
  expect(compiled.ok || compiled.problems[0]!.message).toContain(hint)
})

test('a language that does not exist is refused', () => {
  expect(compile('x', { locale: 'no language' })).toMatchObject({ ok: false, problems: [{ code: 'bad_locale' }] })
})

const values = {
  contact: { firstName: 'Zoë', attributes: { plan: 'gold' } },
  order: { items: [{ name: 'Cup' }, { name: 'Pan' }] },
  urls: { click: 'https://c.example/t' },
  data: {
    items: [
      { name: 'a', sub: [{ name: 'a1' }, { name: 'a2' }] },
      { name: 'b', sub: [] },
    ],
    map: { x: 1, y: 2 },
    yes: true,
  },
}

test.each([
  ['{{#each order.items}}{{name}},{{/each}}', 'Cup,Pan,'],
  ['{{#each order.items}}{{this.name}}{{@index}}{{#if @last}}.{{else}};{{/if}}{{/each}}', 'Cup0;Pan1.'],
  ['{{#each order.items as |item i|}}{{i}}{{item.name}} {{/each}}', '0Cup 1Pan '],
  ['{{#each data.map}}{{@key}}={{this}}{{#unless @last}}&{{/unless}}{{/each}}', 'x=1&y=2'],
  [
    '{{#each data.items}}{{name}}:{{#each sub}}{{../name}}{{name}}{{@../index}}{{#if @first}}!{{/if}} {{/each}}{{/each}}',
    'a:aa10! aa20 b:',
  ],
  [
    '{{#each data.items}}{{contact.firstName}} {{urls.click}}/1 {{../contact.attributes.plan}};{{/each}}',
    'Zoë https://c.example/t/1 gold;'.repeat(2),
  ],
  ['{{#each data.items as |a|}}{{#each a.sub as |b|}}{{a.name}}{{b.name}} {{/each}}{{/each}}', 'aa1 aa2 '],
  ['{{#each data.none}}x{{else}}none{{/each}}', 'none'],
  ['{{#each data.yes}}x{{else}}no list{{/each}}', 'no list'],
  ['{{#if contact}}yes{{/if}}{{#if contact.lastName}}no{{else if data.yes}}, really{{/if}}', 'yes, really'],
  ['{{#unless contact.lastName}}x{{else}}y{{/unless}}{{^if contact.lastName}}z{{/if}}', 'xz'],
  ['{{contact.attributes.[plan]}} {{this.contact.firstName}} {{./contact.firstName}}', 'gold Zoë Zoë'],
  ['\\{{contact.firstName}} {{! note }}{{!-- {{x}} --}}.', '{{contact.firstName}} .'],
  ['a \n{{#if data.yes}}\n  b\n{{/if}}\nc {{~contact.firstName~}} d', 'a \n  b\ncZoëd'],
])('%j is accepted', (source, expected) => {
  expect(render(source, values)).toBe(expected)
})
