import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '../config/env.ts'
import { breaches, importsOf, SLICES, type Source } from './support/layers.ts'

const FOLDERS = ['core', 'plugins', 'config', 'migrations']

function sources(): Source[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => ({
        path: file.slice(projectRoot.length + 1).replaceAll('\\', '/'),
        text: readFileSync(file, 'utf8'),
      })),
  )
}

test('the house keeps its rules', () => {
  const files = sources()
  expect(files.length).toBeGreaterThan(60)
  expect(breaches(files)).toEqual([])
})

test('every folder of core is a slice, or known to be something else', () => {
  const folders = readdirSync(join(projectRoot, 'core'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const others = ['cli', 'contracts', 'demo', 'http', 'infra', 'sandbox', 'testing', 'worker']
  for (const { name } of folders) expect([...SLICES, ...others]).toContain(name)
})

describe('the rules find what breaks them', () => {
  const one = (path: string, text: string) => breaches([{ path, text }])
  test.each([
    ['core/contracts/channel.ts', "import { x } from '../infra/ids.ts'", 'contracts import nothing'],
    ['core/contracts/channel.ts', "import type { x } from '../infra/ids.ts'", 'contracts import nothing'],
    ['plugins/sms/index.ts', "import { x } from '../../core/infra/ids.ts'", 'a plugin imports'],
    ['plugins/sms/index.ts', "import type { x } from '../../core/contracts/channel.ts'", 'a plugin imports'],
    ['plugins/sms/index.ts', "import { x } from '../email/address.ts'", 'a plugin imports'],
    ['plugins/sms/deep/er.ts', "const x = await import('../../../core/errors.ts')", 'a plugin imports'],
    ['core/testing/x.ts', "import { x } from '../infra/ids.ts'", 'the suites know'],
    ['config/env.ts', "import { x } from '../core/infra/ids.ts'", 'the configuration knows'],
    ['core/contacts/search.ts', "import { x } from '../campaigns/model.ts'", 'contacts stands below campaigns'],
    ['core/contacts/search.ts', "export * from '../segments/model.ts'", 'contacts stands below segments'],
    ['core/contacts/search.ts', "import type { X } from '../segments/model.ts'", 'contacts stands below segments'],
    [
      'core/contacts/search.ts',
      "import {\n  a,\n  b,\n} from '../segments/model.ts'",
      'contacts stands below segments',
    ],
    ['core/campaigns/x.ts', "import { x } from '../contacts/routes.ts'", 'routes are its own'],
    ['core/campaigns/x.ts', "import { x } from '../workspaces/routes/auth.ts'", 'routes are its own'],
    ['core/campaigns/x.ts', "import { x } from '../app.ts'", 'puts the house together'],
    ['core/campaigns/x.ts', "import { x } from '../../plugins/email/index.ts'", 'by their contracts only'],
    ['core/infra/x.ts', "import { x } from '../contacts/model.ts'", 'their types only'],
    ['core/contacts/x.ts', 'const a = process.env.HOME', 'reads the environment'],
    ['plugins/sms/x.ts', "import { env } from 'node:process'", 'reads the environment'],
    ['core/campaigns/x.ts', "if (channel === 'email') send()", 'compares a channel'],
    ['core/campaigns/x.ts', "if (step.channel.id !== 'email') send()", 'compares a channel'],
    ['core/campaigns/x.ts', "if ('email' === step.channel) send()", 'compares a channel'],
    ['core/campaigns/x.ts', "switch (x) { case 'sms': send() }", 'compares a channel'],
    ['core/campaigns/x.ts', 'sql`UPDATE messages SET state = 3`', 'moves a message'],
    ['core/campaigns/x.ts', "trx('messages')\n  .where({ id })\n  .update({ state: 3 })", 'moves a message'],
    ['core/inbox/x.ts', 'sql`insert into messages (id) values (1)`', 'write messages down'],
    ['core/messages/x.ts', 'sql`INSERT INTO delivery_events VALUES (1)`', 'writes delivery events'],
    ['core/messages/x.ts', "trx('delivery_events').insert(row)", 'writes delivery events'],
  ])('%s: %s', (path, text, rule) => {
    const found = one(path, text)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(path)
    expect(found[0]).toContain(rule)
  })

  test.each([
    [
      'plugins/sms/twilio.ts',
      "import { x } from './errors.ts'\nimport { y } from '../../core/contracts/index.ts'\nimport z from 'zod'",
    ],
    ['plugins/sms/x.ts', "if (channel === 'sms') send()"],
    [
      'core/campaigns/x.ts',
      "import { x } from '../contacts/model.ts'\nimport { y } from './y.ts'\nimport { z } from '../errors.ts'",
    ],
    ['core/http/types.ts', "import type { Actor } from '../workspaces/actor.ts'"],
    ['core/app.ts', "import { x } from './contacts/routes.ts'"],
    ['core/contacts/x.ts', '// UPDATE messages is not for us, nor is process.env\n * channel === "email"'],
    ['core/campaigns/x.ts', 'sql`SELECT state FROM messages`'],
    ['core/messages/x.ts', 'sql`UPDATE messages SET state = 3`'],
    ['core/contacts/x.ts', 'sql`UPDATE messages_kept SET a = 1`; if (address.kind === other) go()'],
  ])('and nothing else: %s', (path, text) => {
    expect(one(path, text)).toEqual([])
  })

  test('a circle is found, one of types is none', () => {
    const circle = (word: string) =>
      breaches([
        { path: 'core/contacts/a.ts', text: "import { b } from './b.ts'" },
        { path: 'core/contacts/b.ts', text: "import { c } from './c.ts'" },
        { path: 'core/contacts/c.ts', text: `${word} { a } from './a.ts'` },
      ])
    expect(circle('import')).toEqual([
      'core/contacts/a.ts → core/contacts/b.ts → core/contacts/c.ts → core/contacts/a.ts: a circle',
    ])
    expect(circle('import type')).toEqual([])
  })

  test('imports are found in every form', () => {
    const text = [
      "import a from 'a'",
      "import type { B } from 'b'",
      "import 'c'",
      "export { d } from 'd'",
      "export type { E } from 'e'",
      "import {\n  f,\n  type G,\n} from 'f'",
      "const h = await import('h')",
      'const text = "import x from \'y\'"',
    ].join('\n')
    expect(
      importsOf(text)
        .map((i) => i.from)
        .sort(),
    ).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'h'])
    expect(
      importsOf(text)
        .filter((i) => i.typeOnly)
        .map((i) => i.from),
    ).toEqual(['b', 'e'])
  })
})
