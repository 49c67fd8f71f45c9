import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
const ROOT = resolve(import.meta.dirname, '../..')
const TIMEOUT = { timeout: 120_000 }
const bin = (name: string) => join(ROOT, 'node_modules', '.bin', name)

let folder: string
let project: string

/**
 * An outsider's project: our package built as it is published, in a `node_modules` of its own. The packages we depend
 * on lie one level up, as npm could place them.
 */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carillon-package-'))
  project = join(folder, 'project')
  const installed = join(project, 'node_modules', 'carillon')
  await mkdir(installed, { recursive: true })
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  await run(bin('tsc'), ['-p', join(ROOT, 'tsconfig.build.json'), '--outDir', join(installed, 'dist')])
  await cp(join(ROOT, 'package.json'), join(installed, 'package.json'))
  await put('package.json', JSON.stringify({ name: 'outside', type: 'module' }))
}, 120_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

test('plain JavaScript imports the contracts and the suites', TIMEOUT, async () => {
  await put(
    'plain.js',
    `import { API_VERSION, ERROR_CLASSES } from 'carillon'
     import * as testing from 'carillon/testing'
     const suites = Object.keys(testing).filter((name) => name.startsWith('describe')).sort()
     console.log(JSON.stringify({ API_VERSION, classes: ERROR_CLASSES.length, suites, id: testing.uuidv7() }))`,
  )
  const { stdout } = await run(process.execPath, ['plain.js'], { cwd: project })
  expect(JSON.parse(stdout)).toMatchObject({
    API_VERSION: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    classes: 10,
    suites: [
      'describeAudienceSource',
      'describeChannel',
      'describeEventLog',
      'describeProperties',
      'describeProvider',
      'describeTemplateEngine',
    ],
    id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
  })
})

test('a property is run by hand, without a test runner', TIMEOUT, async () => {
  await put(
    'by-hand.js',
    `import { channelProperties } from 'carillon/testing'
     const [first] = channelProperties
     const good = { id: 'x', label: { en: 'x', fr: 'x', es: 'x' }, consent: { basis: 'opt-in', keywords: false }, policy: 'at_least_once' }
     await first.run({ channel: good })
     await first.run({ channel: { ...good, id: 'X Y' } }).catch((error) => console.log(error.name + ': ' + error.message))`,
  )
  const { stdout } = await run(process.execPath, ['by-hand.js'], { cwd: project })
  expect(stdout).toMatch(/^AssertionError: channel\.id must be/)
})

test('the example of docs/writing-a-channel.md compiles and passes the suites, outside', TIMEOUT, async () => {
  for (const [name, code] of await exampleFiles()) await put(name, code)
  await put('pager-stand-in.ts', await outsideCopy('reference/pager-stand-in.ts'))
  await put('tsconfig.json', await outsideTsconfig())
  await expect(run(bin('tsc'), ['-p', 'tsconfig.json'], { cwd: project })).resolves.toBeDefined()

  await put('vitest.config.js', `export default { test: { reporters: 'json' } }`)
  const { stdout } = await run(bin('vitest'), ['run', '--root', project], { cwd: project })
  const result = JSON.parse(stdout.slice(stdout.indexOf('{')))
  expect(result).toMatchObject({ numFailedTests: 0, success: true })
  expect(result.numPassedTests).toBeGreaterThan(40)
})

test('what package.json exports is built, and is in the package', async () => {
  const { exports, files } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
  const targets = [exports['.'], exports['./testing']].flatMap(Object.values) as string[]
  for (const target of targets) {
    await expect(readFile(join(project, 'node_modules', 'carillon', target))).resolves.toBeDefined()
    expect(files).toContain(target.split('/')[1])
  }
})

function put(name: string, text: string): Promise<void> {
  return writeFile(join(project, name), text)
}

/** Code blocks that name their file: "```ts channel.ts". */
async function exampleFiles(): Promise<[name: string, code: string][]> {
  const text = await readFile(join(ROOT, 'docs', 'writing-a-channel.md'), 'utf8')
  const blocks = [...text.matchAll(/^```ts (\S+)\n([\s\S]*?)^```$/gm)].map((m) => [m[1]!, m[2]!] as [string, string])
  expect(blocks.map(([name]) => name)).toEqual(['channel.ts', 'acme.ts', 'pager.test.ts'])
  return blocks
}

/** A file of this folder, importing the package instead of our sources. */
async function outsideCopy(path: string): Promise<string> {
  const text = await readFile(join(import.meta.dirname, path), 'utf8')
  return text
    .replaceAll('../../../core/contracts/index.ts', 'carillon')
    .replaceAll('../../../core/testing/index.ts', 'carillon/testing')
}

/** Our compiler options, and the package's own declarations are checked too. */
async function outsideTsconfig(): Promise<string> {
  const { compilerOptions } = JSON.parse(await readFile(join(ROOT, 'tsconfig.json'), 'utf8'))
  return JSON.stringify({ compilerOptions: { ...compilerOptions, skipLibCheck: false }, include: ['*.ts'] })
}
