import { compileMjml } from '../blocks/compile.ts'
import { type ContentField, isLong } from '../content.ts'
import type { Content, Contents } from '../types.ts'
import { type StarterLanguage, type StarterName, starter } from './starters.ts'

/** Contents of a starter for a channel that keeps designs: its short texts in order, the design, the HTML made from it. */
export async function contentsOf(
  name: StarterName | null,
  languages: readonly StarterLanguage[],
  fields: readonly ContentField[],
): Promise<Contents> {
  const html = fields.find(({ design }) => design !== null)
  const short = fields.filter((field) => field.schema.template === 'text' && !isLong(field))
  const contents: Contents = {}
  for (const language of languages) {
    const content: Content = {}
    if (name && html?.design) {
      const { subject, preheader, design } = starter(name, language)
      for (const [index, text] of [subject, preheader].entries()) {
        const field = short[index]
        if (field) content[field.name] = text
      }
      content[html.design] = design
      content[html.name] = (await compileMjml(design)).html
    }
    contents[language] = content
  }
  return contents
}
