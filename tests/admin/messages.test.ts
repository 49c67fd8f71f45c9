import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CAMPAIGN_STATES } from '../../core/campaigns/schema.ts'
import { BASES, GATE_REASONS } from '../../core/consent/gate.ts'
import { IMPORT_STATES } from '../../core/contacts/imports/schema.ts'
import { ADDRESS_STATES } from '../../core/contacts/schema.ts'
import { ERROR_CLASSES, EVENT_KINDS } from '../../core/contracts/index.ts'
import { CATALOGUE } from '../../core/errors.ts'
import { STATE_NAMES } from '../../core/messages/schema.ts'
import { ROLES } from '../../core/workspaces/permissions.ts'
import { flat, LANGUAGES, type Language, PANEL_SRC, panelWords, type Tree } from '../support/panel-words.ts'

/** Families of words that are chosen by a value of the engine: they have every value, whether a page names it or not. */
const FAMILIES: Record<string, readonly string[]> = {
  'errors.code': [...Object.keys(CATALOGUE), 'unreachable'],
  states: STATE_NAMES,
  events: EVENT_KINDS,
  reasons: GATE_REASONS,
  reason_advice: GATE_REASONS,
  classes: ERROR_CLASSES,
  class_advice: ERROR_CLASSES,
  campaign_states: CAMPAIGN_STATES,
  import_states: IMPORT_STATES,
  address_states: ADDRESS_STATES,
  bases: BASES,
  roles: ROLES,
}
/** Read by react-admin, or by a code that the server may send. */
const READ_ELSEWHERE = [
  'ra',
  'resources',
  'errors.field',
  'consent_states',
  'consent_actions',
  'content_advice',
  ...Object.keys(FAMILIES),
]

const keysOf = (tree: Tree, prefix = ''): string[] =>
  Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'string' ? [prefix + name] : keysOf(value, `${prefix}${name}.`),
  )

const trees = Object.fromEntries(
  await Promise.all(LANGUAGES.map(async (language) => [language, await panelWords(language)] as const)),
) as Record<Language, Tree>
const known = new Set(keysOf(trees.en))
const namespaces = new Set(Object.keys(trees.en))

/** Keys as literals, and the beginnings of those that end in a value: `people.kinds.${kind}`. */
function used(): { keys: Set<string>; prefixes: Set<string> } {
  const keys = new Set<string>()
  const prefixes = new Set<string>()
  for (const entry of readdirSync(PANEL_SRC, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || !/\.tsx?$/.test(entry.name) || /\/(words|messages)(\/|\.ts$)/.test(path)) continue
    const text = readFileSync(path, 'utf8')
    for (const [, key] of text.matchAll(/['"`]([a-z_]+(?:\.[\w-]+)+)['"`]/g))
      if (namespaces.has(key!.split('.')[0]!)) keys.add(key!)
    for (const [, prefix] of text.matchAll(/`([a-z_]+(?:\.[\w-]+)*\.[\w-]*)\$\{/g))
      if (namespaces.has(prefix!.split('.')[0]!)) prefixes.add(prefix!)
    for (const [, family] of text.matchAll(/\bof="([\w.]+)"/g)) prefixes.add(`${family}.`)
  }
  return { keys, prefixes }
}

describe('the words of the panel', () => {
  test.each(['fr', 'es'] as const)('%s has the keys that English has', (language) => {
    const theirs = new Set(keysOf(trees[language]))
    expect([...known].filter((key) => !theirs.has(key) && !isLeftOut(key))).toEqual([])
    expect([...theirs].filter((key) => !known.has(key) && !isLeftOut(key))).toEqual([])
  })

  test.each(LANGUAGES)('%s has no empty text, and the same values in it as English', (language) => {
    const english = flat(trees.en)
    const wrong = Object.entries(flat(trees[language])).filter(
      ([key, text]) => !key.startsWith('ra.') && (text.trim() === '' || values(text) !== values(english[key] ?? '')),
    )
    expect(wrong).toEqual([])
  })

  test('every key that is used has a text', () => {
    const { keys, prefixes } = used()
    expect(keys.size).toBeGreaterThan(100)
    const isFolder = (key: string) => [...known].some((other) => other.startsWith(`${key}.`))
    expect([...keys].filter((key) => !known.has(key) && !isFolder(key))).toEqual([])
    // `people.${x}` would make every text of people count as used.
    expect([...prefixes].filter((prefix) => prefix.split('.').length < 3 && !isShared(prefix))).toEqual([])
    expect([...prefixes].filter((prefix) => ![...known].some((key) => key.startsWith(prefix)))).toEqual([])
  })

  test('every text is used', () => {
    const { keys, prefixes } = used()
    const isRead = (key: string) =>
      keys.has(key) ||
      [...prefixes].some((prefix) => key.startsWith(prefix)) ||
      READ_ELSEWHERE.some((family) => key.startsWith(`${family}.`))
    expect([...known].filter((key) => !isRead(key))).toEqual([])
  })

  test.each(Object.entries(FAMILIES))('%s has every value of the engine', (family, members) => {
    expect(members.filter((member) => !known.has(`${family}.${member}`))).toEqual([])
  })
})

/** `states.${state}`: a namespace that is one family. */
const isShared = (prefix: string) => READ_ELSEWHERE.includes(prefix.slice(0, -1))

/** French of react-admin may lag a key behind; it then falls back to none of ours. */
const isLeftOut = (key: string) => /^ra\.(configurable|guesser|saved_queries)\./.test(key)

const values = (text: string) => [...new Set([...text.matchAll(/%\{(\w+)\}/g)].map(([, name]) => name))].sort().join()
