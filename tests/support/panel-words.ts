import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../config/env.ts'

export const PANEL_SRC = join(projectRoot, 'admin', 'src')
export const LANGUAGES = ['en', 'fr', 'es'] as const
export type Language = (typeof LANGUAGES)[number]

export type Tree = { readonly [key: string]: string | Tree }

/** Every word of the panel in one language: the shared ones, and each folder's under its name. */
export async function panelWords(language: Language): Promise<Tree> {
  const words: { default: Tree } = await import(join(PANEL_SRC, 'i18n', 'words', `${language}.ts`))
  const tree: Record<string, string | Tree> = { ...words.default }
  for (const folder of readdirSync(PANEL_SRC)) {
    // Where they are many: a folder of them.
    const places = [join(PANEL_SRC, folder, 'messages.ts'), join(PANEL_SRC, folder, 'messages', 'index.ts')]
    const file = places.find((place) => existsSync(place))
    if (file) tree[folder] = (await import(file)).default[language]
  }
  return tree
}

/** `{ people: { title } }` → `{ 'people.title': title }` */
export function flat(tree: Tree, prefix = ''): Record<string, string> {
  return Object.assign(
    {},
    ...Object.entries(tree).map(([name, value]) =>
      typeof value === 'string' ? { [prefix + name]: value } : flat(value, `${prefix}${name}.`),
    ),
  )
}
