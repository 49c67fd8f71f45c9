import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PAGES } from '../../admin/src/pages.ts'
import { projectRoot } from '../../config/env.ts'
import { flat, LANGUAGES, type Language, panelWords } from '../support/panel-words.ts'

const GUIDE = join(projectRoot, 'docs', 'guide')
const IMAGES = join(GUIDE, 'images')
/** Shows two of them. */
const SHOWN_ELSEWHERE = readFileSync(join(projectRoot, 'README.md'), 'utf8')
const MOST_BYTES = 80_000
const MOST_LINES = 90

const pagesOf = (language: Language) => readdirSync(join(GUIDE, language)).sort()
const textsOf = (language: Language) =>
  pagesOf(language).map((page) => ({ page, text: readFileSync(join(GUIDE, language, page), 'utf8') }))

/** What stands on the panel in one language: a whole text, either form of a plural, or with anything for its values. */
async function labelsOf(language: Language): Promise<(label: string) => boolean> {
  const menus = PAGES.flatMap(({ menu, commands }) => [...(menu ? [menu] : []), ...(commands ?? [])])
  const texts = [...Object.values(flat(await panelWords(language))), ...menus.map(({ label }) => label[language])]
  const forms = texts.flatMap((text) => text.split('||||')).map((text) => text.trim().replace(/\s*[:…]$/, ''))
  const whole = new Set(forms.filter((text) => !text.includes('%{')))
  const patterns = forms
    .filter((text) => /%\{/.test(text) && /\p{L}/u.test(text.replace(/%\{\w+\}/g, '')))
    .map(
      (text) =>
        new RegExp(
          `^${text
            .split(/%\{\w+\}/)
            .map(escaped)
            .join('.+')}$`,
        ),
    )
  return (label) => whole.has(label) || patterns.some((pattern) => pattern.test(label))
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

describe('the user guide', () => {
  test.each(['fr', 'es'] as const)('%s has the pages that English has', (language) => {
    expect(pagesOf('en')).toHaveLength(11)
    expect(pagesOf(language)).toEqual(pagesOf('en'))
  })

  test.each(LANGUAGES)('%s names only what stands on the panel', async (language) => {
    const isLabel = await labelsOf(language)
    const wrong = textsOf(language).flatMap(({ page, text }) =>
      [...text.matchAll(/\*\*(.+?)\*\*/g)]
        .map(([, label]) => label!)
        .filter((label) => !isLabel(label))
        .map((label) => `${page}: ${label}`),
    )
    expect(wrong).toEqual([])
  })

  test.each(LANGUAGES)('%s has short pages, whose links and pictures lead somewhere', (language) => {
    const images = new Set(readdirSync(IMAGES).map((name) => `../images/${name}`))
    const pages = new Set(pagesOf(language))
    for (const { page, text } of textsOf(language)) {
      expect(text, page).toMatch(/^# \S/)
      expect(text.split('\n').length, page).toBeLessThanOrEqual(MOST_LINES)
      const targets = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target!)
      expect(
        targets.filter((target) => !images.has(target) && !pages.has(target)),
        page,
      ).toEqual([])
    }
  })

  test('every picture is shown, and small', () => {
    const everything = [
      SHOWN_ELSEWHERE,
      ...LANGUAGES.flatMap((language) => textsOf(language).map(({ text }) => text)),
    ].join()
    const names = readdirSync(IMAGES)
    expect(names.filter((name) => !everything.includes(`images/${name})`))).toEqual([])
    expect(names.filter((name) => readFileSync(join(IMAGES, name)).length > MOST_BYTES)).toEqual([])
  })

  test('the question marks of the panel lead to pages that are there', () => {
    const linked = PAGES.flatMap(({ help, routes }) => [help, ...routes.map((route) => route.help)])
    const pages = linked.filter((name) => name !== undefined).map((name) => `${name}.md`)
    expect(pages.length).toBeGreaterThan(8)
    expect(pages.filter((page) => !pagesOf('en').includes(page))).toEqual([])
  })
})
