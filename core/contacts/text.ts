// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/

export type TextProblem = { readonly code: string; readonly message: string }

/**
 * What no stored text may be: longer than `max` characters, with control characters (PostgreSQL refuses NUL), or with
 * half a surrogate pair (jsonb refuses it). Undefined when the text is good.
 */
export function textProblem(text: string, max: number): TextProblem | undefined {
  if (text.length > max)
    return { code: 'too_long', message: `is ${text.length} characters long; at most ${max} are kept` }
  if (CONTROL.test(text)) return { code: 'control_character', message: 'holds a control character' }
  if (!text.isWellFormed()) return { code: 'broken_unicode', message: 'holds half of a surrogate pair' }
  return undefined
}
