import type { Edit } from './edits.ts'
import { encodeText, type Markup } from './markup.ts'
import { aroundTags } from './tags.ts'

const HIDDEN =
  'display:none!important;visibility:hidden;mso-hide:all;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden'

/** Invisible characters after the preheader, so that clients do not show the first words of the mail behind it. */
const PADDING = '&zwnj;&nbsp;'.repeat(60)

/** What a mail program shows beside the subject: first in the body, unseen in the mail. */
export function preheaderEdit(html: string, markup: Markup, preheader: string): Edit[] {
  if (preheader.trim() === '') return []
  const words = aroundTags(preheader.trim(), encodeText)
  const at = startOfBody(html, markup)
  return [{ start: at, end: at, text: `<span style="${HIDDEN}">${words}${PADDING}</span>` }]
}

const PIXEL =
  '{{#if urls.pixel}}<img src="{{urls.pixel}}" width="1" height="1" alt="" style="display:block;border:0;width:1px;height:1px">{{/if}}'

/** The open pixel, last in the body; only for those for whom there is an address. Not where the author placed one. */
export function pixelEdit(html: string, markup: Markup): Edit[] {
  if (html.includes('urls.pixel')) return []
  const closing =
    markup.ends.findLast((end) => end.name === 'body') ?? markup.ends.findLast((end) => end.name === 'html')
  const at = closing?.start ?? html.length
  return [{ start: at, end: at, text: PIXEL }]
}

/** After `<body>`; where there is none after `</head>`, `<html>` or the doctype, which has to stay first. */
function startOfBody(html: string, markup: Markup): number {
  const after = (name: string) => markup.starts.find((tag) => tag.name === name)?.end
  const head = markup.ends.find((end) => end.name === 'head')?.end
  return after('body') ?? head ?? after('html') ?? /^\s*<!doctype[^>]*>/i.exec(html)?.[0].length ?? 0
}
