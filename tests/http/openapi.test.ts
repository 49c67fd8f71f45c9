import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'
import { projectRoot } from '../../config/env.ts'
import { createTestApp } from '../support/app.ts'

interface Problem {
  readonly ruleId: string
  readonly message: string
  readonly location: readonly { readonly pointer: string }[]
}

/** Who reads it wants no names of operations from us, and these answer in one way only. */
const MEANT = [
  /^operation-operationId /,
  // Alive or not: 200 or 503.
  /^operation-4xx-response #\/paths\/~1(healthz|readyz)\//,
  // Refused for all: people are erased.
  /^operation-2xx-response #\/paths\/~1api~1v1~1contacts~1\{id\}\/delete\//,
  // 101.
  /^operation-2xx-response #\/paths\/~1api~1v1~1live\/get\//,
]

test('the OpenAPI document is one that others can work with: a linter finds nothing in it but what is meant', async () => {
  const t = await createTestApp()
  const folder = await mkdtemp(join(inject('testFolder'), 'openapi-'))
  const file = join(folder, 'openapi.json')
  writeFileSync(file, JSON.stringify(t.app.swagger()))
  await t.close()
  const redocly = join(projectRoot, 'node_modules', '.bin', 'redocly')
  const { stdout } = await promisify(execFile)(
    redocly,
    ['lint', file, '--extends', 'recommended', '--format', 'json', '--max-problems', '1000'],
    // Its exit code says less than its list; it would ask the network for its newest version, and tell its makers.
    { env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }, maxBuffer: 64 << 20 },
  ).catch((error) => error as { stdout: string })
  const { problems } = JSON.parse(stdout) as { problems: Problem[] }
  const found = problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer} ${message}`)
  expect(found.filter((line) => !MEANT.some((pattern) => pattern.test(line)))).toEqual([])
  expect(problems.length).toBeGreaterThan(0)
})
