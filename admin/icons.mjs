// Usage: node admin/icons.mjs — draws public/icon.svg as PNG, for systems that install no SVG. Needs a Chromium (CHROMIUM_PATH).
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const PUBLIC = new URL('./public/', import.meta.url)
const svg = readFileSync(new URL('icon.svg', PUBLIC), 'utf8')
const packaged = (await import('@sparticuz/chromium')).default
const executablePath = process.env.CHROMIUM_PATH ?? (await packaged.executablePath())
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
for (const size of [192, 512]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw}</style>${svg}`)
  await page.screenshot({ path: fileURLToPath(new URL(`icon-${size}.png`, PUBLIC)), omitBackground: true })
}
await browser.close()
