import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../../config/env.ts'

export const LANGUAGES = ['en', 'fr', 'es'] as const
export type Language = (typeof LANGUAGES)[number]
type Tree = { readonly [key: string]: string | Tree }

const SRC = join(projectRoot, 'admin', 'src')

/** The panel's own words: what a page says, by its key, so that one path is walked in every language. */
export async function wordsOf(language: Language, folders: readonly string[]) {
  const words: { default: Tree } = await import(join(SRC, 'i18n', 'words', `${language}.ts`))
  const tree: Record<string, string | Tree> = { ...words.default }
  for (const folder of folders) {
    const alone = join(SRC, folder, 'messages.ts')
    const place = existsSync(alone) ? alone : join(SRC, folder, 'messages', 'index.ts')
    tree[folder] = (await import(place)).default[language]
  }
  return (key: string, values: Readonly<Record<string, string>> = {}): string => {
    const text = key
      .split('.')
      .reduce<Tree | string | undefined>((found, name) => (found as Tree | undefined)?.[name], tree)
    if (typeof text !== 'string') throw new Error(`${key} is no text of the panel.`)
    const [one, other = one] = text.split('||||')
    const chosen = (values.smart_count === '1' ? one! : other!).trim()
    return chosen.replace(/%\{(\w+)\}/g, (whole, name) => values[name] ?? whole)
  }
}
