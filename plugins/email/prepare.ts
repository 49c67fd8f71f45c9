import type { ContentProblem, Json, PreparedContent } from '../../core/contracts/index.ts'
import { pixelEdit, preheaderEdit } from './prepare/additions.ts'
import { checkFields } from './prepare/check.ts'
import { applyEdits, placeOf } from './prepare/edits.ts'
import { inlineStyles } from './prepare/inline-css.ts'
import { createLinkList, type LinkList, linkEdits, textLinkEdits } from './prepare/links.ts'
import { readMarkup } from './prepare/markup.ts'
import { textFromHtml } from './prepare/plain-text.ts'
import { buildSkeleton } from './prepare/skeleton.ts'
import { findTags, maskTags } from './prepare/tags.ts'

/** Longest HTML and text after preparation, in characters; the schema of the channel allows the same. */
const MAX_CHARS = 1_000_000

/** What keeps an email from being published, beyond its schema. Empty when nothing does. Pure. */
export function checkEmail(content: Record<string, Json>): ContentProblem[] {
  return [...checkFields(content), ...prepare(content).problems]
}

/**
 * Freezes an email for sending: CSS inlined, links numbered, preheader and open pixel written into the HTML, the text
 * made from the HTML where it is empty. Everything that is not changed stays byte for byte. Pure; never throws.
 *
 * - Targets of `<a>` and `<area>` and bare addresses in a written text become `{{urls.click}}/N`; the same target has
 *   the same number. Untouched: mailto, tel, anchors, relative ones, `{{urls.…}}`, and those with variables inside `{{#each}}`.
 * - `preheader` is empty afterwards: its words are in the HTML. It stays where there is no HTML.
 */
export function prepareEmail(content: Record<string, Json>): PreparedContent {
  const { prepared, links } = prepare(content)
  return { content: prepared, links }
}

interface Preparation {
  readonly prepared: Record<string, Json>
  readonly links: readonly string[]
  readonly problems: readonly ContentProblem[]
}

function prepare(content: Record<string, Json>): Preparation {
  const list = createLinkList()
  const problems: ContentProblem[] = []
  // What the HTML was made from is not sent.
  const { design: _, ...prepared } = content
  const html = textOf(content.html)
  const written = textOf(content.text)
  let body = ''
  if (html.trim() !== '') {
    const ready = prepareHtml(html, textOf(content.preheader), list, problems)
    prepared.html = ready.html
    if (typeof content.preheader === 'string') prepared.preheader = ''
    body = ready.body
  }
  const plain = written.trim() === '' ? makeText(body, problems) : written
  // A link whose words are its address would otherwise say the click address twice.
  const text = applyEdits(plain, textLinkEdits(plain, list)).replace(/(\{\{urls\.click\}\}\/\d+) <\1>/g, '$1')
  if (text !== written) prepared.text = text
  for (const field of ['html', 'text'] as const) {
    if (textOf(prepared[field]).length <= MAX_CHARS) continue
    problems.push({
      field,
      code: 'too_large',
      message: `With styles and links in place this exceeds ${MAX_CHARS} characters.`,
    })
  }
  return { prepared, links: list.targets, problems }
}

/** @returns the HTML as it is sent, and the same without preheader and pixel: what the text is made from, if it can be. */
function prepareHtml(html: string, preheader: string, list: LinkList, problems: ContentProblem[]) {
  const tags = findTags(html)
  const masked = maskTags(html, tags)
  const markup = readMarkup(masked)
  const skeleton = buildSkeleton(masked, markup)
  const edits = linkEdits(html, tags, markup, list)
  if (skeleton === undefined) {
    const message = 'Elements are nested more than 200 deep; close all tags.'
    problems.push({ field: 'html', code: 'too_deep', message })
  } else {
    const { edits: styles, problem } = inlineStyles(html, tags, markup, skeleton)
    edits.push(...styles)
    if (problem)
      problems.push({ field: 'html', ...placeOf(html, problem.at), code: problem.code, message: problem.message })
  }
  const additions = [...preheaderEdit(html, markup, preheader), ...pixelEdit(html, markup)]
  return {
    html: applyEdits(html, [...edits, ...additions]),
    body: skeleton === undefined ? '' : applyEdits(html, edits),
  }
}

function makeText(html: string, problems: ContentProblem[]): string {
  const text = html === '' ? '' : textFromHtml(html)
  if (text === undefined) {
    const message =
      'No text can be made from this HTML, because a {{#…}} block begins or ends where text has no place. Write the text.'
    problems.push({ field: 'text', code: 'text_part', message })
  }
  return text ?? ''
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
