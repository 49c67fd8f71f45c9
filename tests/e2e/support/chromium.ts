import { accessSync, constants, mkdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { testSettings } from '../../../config/env.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** CHROMIUM_PATH, else one that is installed, else the one that comes as a package; null where none runs. */
async function findChromium(): Promise<{ path: string; args: string[] } | null> {
  const { chromiumPath, path } = testSettings()
  const installed = chromiumPath ?? onPath(path)
  if (installed) return { path: installed, args: [] }
  try {
    const { default: packaged } = await import('@sparticuz/chromium')
    // It is made for machines that hold one page at a time; these two would end the browser with its first page.
    const args = packaged.args.filter((arg) => !/^--(single-process|headless|no-zygote)/.test(arg))
    return { path: await alone(() => packaged.executablePath()), args }
  } catch {
    return null
  }
}

/** Whoever comes while the browser is being unpacked would take it for done: the file is there, and cannot be started yet. */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  const lock = join(tmpdir(), 'carillon-chromium.lock')
  while (!taken(lock)) await new Promise((later) => setTimeout(later, 100))
  try {
    return await work()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

function taken(lock: string): boolean {
  try {
    mkdirSync(lock)
    return true
  } catch {
    // Left by a run that was killed.
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
    if (Date.now() - since > 60_000) rmSync(lock, { recursive: true, force: true })
    return false
  }
}

function onPath(path: string): string | undefined {
  const files = path.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** A browser, or null where there is none; with REQUIRE_BROWSER=1 that is an error. */
export async function launchBrowser(): Promise<Browser | null> {
  const found = await findChromium()
  try {
    if (!found) throw new Error('no Chromium was found')
    // Root may not use Chromium's own sandbox, and containers are root; the pages are ours.
    return await chromium.launch({ executablePath: found.path, args: [...found.args, '--no-sandbox'] })
  } catch (error) {
    if (testSettings().requireBrowser) throw error
    process.stderr.write(
      `SKIPPED: tests in a browser (${(error as Error).message.split('\n')[0]}); set CHROMIUM_PATH.\n`,
    )
    return null
  }
}
