import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '../../config/env.ts'
import { PLUGINS } from '../../config/plugins.ts'
import { importsOf } from '../support/layers.ts'

/** A test file that runs a suite, with what it takes from plugins. */
interface SuiteFile {
  readonly path: string
  readonly text: string
  readonly modules: readonly string[]
}

const tests = readdirSync(join(projectRoot, 'tests'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts') && !path.startsWith('testing'))
  .map((path) => join(projectRoot, 'tests', path))

/** Modules of plugins that a file imports, itself or through what lies beside it. */
function pluginModules(path: string, text: string, seen = new Set<string>()): string[] {
  return importsOf(text).flatMap(({ from, typeOnly }) => {
    if (typeOnly || !from.startsWith('.')) return []
    const target = resolve(dirname(path), from)
    if (target.startsWith(join(projectRoot, 'plugins'))) return [target]
    if (dirname(target) !== dirname(path) || seen.has(target)) return []
    seen.add(target)
    return pluginModules(target, readFileSync(target, 'utf8'), seen)
  })
}

const runs = (suite: string): SuiteFile[] =>
  tests.flatMap((path) => {
    const text = readFileSync(path, 'utf8')
    return new RegExp(`^\\s*${suite}\\(`, 'm').test(text) ? [{ path, text, modules: pluginModules(path, text) }] : []
  })

const exportsOf = async (files: readonly SuiteFile[]): Promise<Set<unknown>> => {
  const modules = await Promise.all([...new Set(files.flatMap((file) => file.modules))].map((path) => import(path)))
  return new Set(modules.flatMap((module) => Object.values(module)))
}

const SUITES = [
  ['channels', 'describeChannel'],
  ['providers', 'describeProvider'],
  ['templateEngines', 'describeTemplateEngine'],
  ['audienceSources', 'describeAudienceSource'],
] as const

describe('every part that is mounted passes the suite of its contract', () => {
  test.each(PLUGINS.map((plugin) => [plugin.name, plugin] as const))('%s', async (name, plugin) => {
    const untested: string[] = []
    for (const [field, suite] of SUITES) {
      const files = runs(suite)
      const tested = await exportsOf(files)
      const folder = join(projectRoot, 'plugins', name, '/')
      const fromFolder = files.some((file) => file.modules.some((module) => module.startsWith(folder)))
      // An engine or a source may be made for the test; a channel and a provider are the very ones that are mounted.
      for (const part of plugin[field] ?? [])
        if (!tested.has(part) && !(fromFolder && (field === 'templateEngines' || field === 'audienceSources')))
          untested.push(`${(part as { id: string }).id}: no test file gives it to ${suite}`)
    }
    expect(untested).toEqual([])
  })

  test('and a part that no file names would be found', async () => {
    const tested = await exportsOf(runs('describeProvider'))
    expect(tested.has({ ...PLUGINS.flatMap((plugin) => plugin.providers ?? [])[0] })).toBe(false)
    expect(tested.has(PLUGINS.flatMap((plugin) => plugin.providers ?? [])[0])).toBe(true)
  })
})
