import { convert } from 'html-to-text'
import { aroundTags, findTags, isBalanced } from './tags.ts'

/** Deeper trees would pass the stack; what lies deeper is left out. */
const MAX_DEPTH = 200
const asIs = { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 1 }

const OPTIONS: Parameters<typeof convert>[1] = {
  wordwrap: false,
  limits: { maxDepth: MAX_DEPTH },
  formatters: {
    // A picture says what its author wrote for those who do not see it; the address would say nothing.
    words: (element, _walk, builder) => builder.addInline(element.attribs.alt ?? ''),
  },
  selectors: [
    // Angle brackets: RFC 3986 appendix C, so that no client takes the bracket for a part of the address.
    { selector: 'a', options: { linkBrackets: ['<', '>'], noAnchorUrl: true, hideLinkHrefIfSameAsText: true } },
    { selector: 'img', format: 'words' },
    { selector: 'title', format: 'skip' },
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'td', format: 'inlineSurround', options: { suffix: ' ' } },
    { selector: 'th', format: 'inlineSurround', options: { suffix: ' ' } },
    { selector: '[style*="display:none"]', format: 'skip' },
    { selector: '[style*="display: none"]', format: 'skip' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: asIs })),
  ],
}

/**
 * Makes the text part of a mail from its HTML; `{{…}}` stand where they stood.
 * @returns undefined where blocks would be torn apart (one end in a place that text does not show).
 */
export function textFromHtml(html: string): string | undefined {
  const text = aroundTags(html, (marked) => convert(marked, OPTIONS))
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  return isBalanced(findTags(text)) ? text : undefined
}
