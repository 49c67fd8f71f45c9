import { type Completion, type CompletionContext, type CompletionResult, snippet } from '@codemirror/autocomplete'
import { HELPERS } from './helpers.ts'

/** `{{`, and what stands since: a helper, arguments, the name that is being typed. */
const OPEN = /\{\{(?:[^{}]*[\s(=])?#?[\w.]*$/
const WORD = /#?[\w.]*$/

/** How a snippet writes a place where the cursor goes next. */
const PLACE = ['$', '{}'].join('')

/** `…` becomes such a place; a closing brace is of the template, not of the snippet. */
const placed = (text: string) =>
  text
    .replaceAll('}', '\\}')
    .replaceAll('{', '\\{')
    .replaceAll('…', () => PLACE)

function helper({ name, text }: (typeof HELPERS)[number], close: string): Completion {
  return {
    label: name,
    type: 'function',
    detail: text.length > name.length ? text.slice(name.length).trim() : '',
    apply: snippet(placed(text + close)),
  }
}

/** Variables and helpers inside `{{ }}`; nothing elsewhere, so that a language's own completions are seen. */
export function completionsOf(variables: readonly string[]) {
  return (context: CompletionContext): CompletionResult | null => {
    const open = context.matchBefore(OPEN)
    if (!open) return null
    const word = context.matchBefore(WORD)
    const from = word?.from ?? context.pos
    const isFirst = /\{\{#?[\w.]*$/.test(open.text)
    const isClosed = context.state.sliceDoc(context.pos, context.pos + 200).match(/^[^{}]*\}\}/) !== null
    const close = isFirst && !isClosed ? '}}' : ''
    const names = variables.map(
      (name): Completion => ({
        label: name.replace(/\.\*$/, '.'),
        type: 'variable',
        boost: 1,
        apply: name.endsWith('.*') ? name.slice(0, -1) : name + close,
      }),
    )
    return {
      from,
      options: isFirst ? [...names, ...HELPERS.map((one) => helper(one, close))] : names,
      validFor: /^#?[\w.]*$/,
    }
  }
}
