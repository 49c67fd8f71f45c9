import { describeTemplateEngine } from '../../core/testing/index.ts'
import { createHandlebarsEngine } from '../../plugins/handlebars/index.ts'

describeTemplateEngine({
  engine: createHandlebarsEngine(),
  variable: (path) => `{{${path}}}`,
  each: (list, body) => `{{#each ${list}}}${body}{{/each}}`,
  nestedLoops: `${'{{#each data.items}}'.repeat(3)}x${'{{/each}}'.repeat(3)}`,
  unknownHelper: '{{shout contact.firstName}}',
  syntaxError: 'first\n{{#each data.items}} never ends',
  localised: [
    {
      source: '{{number data.n}}',
      values: { data: { n: 1234.5 } },
      expect: { en: '1,234.5', es: '1234,5', de: '1.234,5' },
    },
    {
      source: '{{date data.at}}',
      values: { data: { at: '2026-11-20T10:00:00Z' } },
      expect: { en: 'November 20, 2026', fr: '20 novembre 2026', es: '20 de noviembre de 2026' },
    },
    { source: '{{money data.n "EUR"}}', values: { data: { n: 5 } }, expect: { en: '€5.00', fr: /^5,00\s€$/ } },
  ],
  probes: [
    '{{lookup data "constructor"}}',
    '{{lookup (lookup data "constructor") "name"}}',
    '{{data.[__proto__]}}',
    '{{#with data as |d|}}{{d.constructor}}{{/with}}',
    '{{#each data.items}}{{this.constructor}}{{/each}}',
    '{{@root.constructor}}',
    '{{{data.constructor}}}',
    '{{helperMissing}}',
    '{{#blockHelperMissing data}}{{constructor}}{{/blockHelperMissing}}',
    '{{> (lookup data "constructor")}}',
  ],
})
