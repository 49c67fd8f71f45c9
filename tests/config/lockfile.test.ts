import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../../config/env.ts'

interface Locked {
  readonly optionalDependencies?: Record<string, string>
  readonly resolved?: string
}

const { packages } = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>
}

test('`npm ci` can work: every optional dependency is locked, for all platforms (else: node .ci/complete-lock.mjs)', () => {
  const names = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')))
  const wanted = Object.values(packages).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
  expect(wanted.length).toBeGreaterThan(0)
  expect(wanted.filter((name) => !names.has(name))).toEqual([])
})

test('the lock file names no host to install from', () => {
  expect(Object.values(packages).filter(({ resolved }) => resolved)).toEqual([])
})
