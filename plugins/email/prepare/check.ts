import type { ContentProblem, Json } from '../../../core/contracts/index.ts'
import { attachedParts } from '../mime/attachments.ts'
import { MimeError } from '../mime/headers.ts'
import { placeOf } from './edits.ts'
import { attributeOf, decodeValue, readMarkup } from './markup.ts'
import { findTags, maskTags } from './tags.ts'

/** Of one sort in one field; finding the line of each reads the text again. */
const MAX_PROBLEMS = 20

/** What is wrong with the fields as they were written. */
export function checkFields(content: Record<string, Json>): ContentProblem[] {
  const problems: ContentProblem[] = []
  const written = (field: string) => (typeof content[field] === 'string' ? content[field] : '')
  if (written('html').trim() === '' && written('text').trim() === '') {
    problems.push({ field: 'html', code: 'empty', message: 'Write HTML or a text.' })
  }
  for (const field of ['subject', 'preheader']) {
    const at = written(field).search(/[\r\n]/)
    if (at >= 0)
      problems.push({ field, ...placeOf(written(field), at), code: 'line_break', message: 'This must be one line.' })
  }
  for (const field of ['subject', 'preheader', 'html', 'text']) problems.push(...reservedTags(field, written(field)))
  return [...problems, ...badLinks(written('html')), ...badAttachments(content.attachments)]
}

/** Click addresses are written at publish; one written by hand would be counted for another link. */
function reservedTags(field: string, source: string): ContentProblem[] {
  const message = '{{urls.click}} is written by the system when the mail is published.'
  return findTags(source)
    .filter((tag) => tag.name === 'urls.click')
    .slice(0, MAX_PROBLEMS)
    .map((tag) => ({ field, ...placeOf(source, tag.start), code: 'reserved_variable', message }))
}

/** A named upload (`file`) is read in before sending, and checked by who has it; all else must be fit to be encoded now. */
function badAttachments(attachments: Json | undefined): ContentProblem[] {
  return (Array.isArray(attachments) ? attachments : []).flatMap((item, index): ContentProblem[] => {
    const named = typeof item === 'object' && item !== null && !Array.isArray(item) && typeof item.file === 'string'
    try {
      attachedParts([named ? { ...item, content: 'AA==' } : item])
      return []
    } catch (error) {
      if (!(error instanceof MimeError)) throw error
      return [
        { field: `attachments.${index}`, code: error.code, message: error.message.replace('attachments/0', 'it') },
      ]
    }
  })
}

/** Addresses that run code or hold a document; browsers skip blanks and control characters when they read the scheme. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be skipped
const SKIPPED = /[\u0000-\u0020]/g
const DANGEROUS = /^(javascript|vscript|vbscript|data):/i

function badLinks(html: string): ContentProblem[] {
  const tags = findTags(html)
  const problems: ContentProblem[] = []
  for (const tag of readMarkup(maskTags(html, tags)).starts) {
    for (const name of ['href', 'action', 'formaction', 'xlink:href']) {
      const found = attributeOf(tag, name)
      const value = found && decodeValue(html.slice(found.valueStart, found.valueEnd)).replace(SKIPPED, '')
      const scheme = value && DANGEROUS.exec(value)?.[1]
      if (!found || !scheme) continue
      const message = `A link may not begin with ${scheme.toLowerCase()}:.`
      if (problems.length >= MAX_PROBLEMS) return problems
      problems.push({ field: 'html', ...placeOf(html, found.start), code: 'bad_link', message })
    }
  }
  return problems
}
