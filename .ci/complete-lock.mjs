// Usage: node .ci/complete-lock.mjs
// npm leaves optional packages of other platforms out of package-lock.json when the registry it asks does not have them,
// and `npm ci` then refuses that very file ("Missing: … from lock file"). This adds them, at the exact version their
// parent names and without a checksum. tests/config/lockfile.test.ts says when it has to run.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const file = fileURLToPath(new URL('../package-lock.json', import.meta.url))
const lock = JSON.parse(readFileSync(file, 'utf8'))

for (const [parent, name, version] of missingOptionals(lock.packages)) {
  const [, os, cpu, abi] = /-(android|darwin|linux|win32)-([a-z0-9]+)(?:-([a-z]+))?$/.exec(name) ?? []
  if (!os || !/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`${name}@${version} of ${parent}: add it by hand`)
  const { dev, license, engines } = lock.packages[parent]
  const libc = os === 'linux' && abi ? [abi.startsWith('musl') ? 'musl' : 'glibc'] : undefined
  lock.packages[`node_modules/${name}`] = { version, cpu: [cpu], dev, libc, license, optional: true, os: [os], engines }
  console.log(`added ${name}@${version}`)
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)

/** [path of the parent, name, version] of every optional dependency that is not in the lock file. */
function missingOptionals(packages) {
  return Object.entries(packages).flatMap(([parent, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isLocked(packages, parent, name))
      .map(([name, version]) => [parent, name, version]),
  )
}

/** Looks where Node would: below the parent, then below each folder above it. */
function isLocked(packages, parent, name) {
  for (let folder = parent; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('node_modules/') - 1, 0))) {
    if (packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true
    if (folder === '') return false
  }
}
