import { accessSync, constants } from 'node:fs'
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
    return { path: await packaged.executablePath(), args }
  } catch {
    return null
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
