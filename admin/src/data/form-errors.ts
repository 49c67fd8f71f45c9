import type { FieldProblem } from '../../../core/errors.ts'
import { fieldSentence, type Translate } from './sentences.ts'

/** `/steps/0/accountId` → `steps.0.accountId`, the name that react-hook-form knows. `/` is the form as a whole. */
export const formPath = (pointer: string) =>
  pointer
    .replace(/^(querystring|params|headers)?\//, '')
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')

/** Errors of the API as react-admin takes them from a refused save: nested by field, each a sentence. */
export function formErrors(errors: readonly FieldProblem[], translate: Translate): Record<string, unknown> {
  const nested: Record<string, any> = {}
  for (const error of errors) {
    const parts = formPath(error.field).split('.').filter(Boolean)
    if (parts.length === 0) nested.root = { serverError: fieldSentence(error, translate) }
    else place(nested, parts, fieldSentence(error, translate))
  }
  return nested
}

function place(into: Record<string, any>, [first, ...rest]: string[], message: string): void {
  if (rest.length === 0) into[first!] ??= message
  else {
    if (typeof into[first!] !== 'object') into[first!] = {}
    place(into[first!], rest, message)
  }
}
