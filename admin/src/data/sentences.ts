import type { FieldProblem } from '../../../core/errors.ts'
import { isProblem } from './problem.ts'

export type Translate = (key: string, options?: any) => string

const known = (translate: Translate, key: string, options: object = {}): string | null => {
  const text = translate(key, { ...options, _: '' })
  return text === '' || text === key ? null : text
}

/** What happened and what to do, in the person's language; the server's own words where we have none. */
export function problemSentence(error: unknown, translate: Translate): string {
  if (!isProblem(error)) return translate('errors.code.internal')
  const sentence = known(translate, `errors.code.${error.code}`) ?? error.message
  if (error.retryAfter) return `${sentence} ${translate('errors.retry_after', { smart_count: error.retryAfter })}`
  return sentence
}

/** What is wrong with one field: by the rule that was broken, else the server's words. */
export const fieldSentence = ({ code, message }: FieldProblem, translate: Translate): string =>
  known(translate, `errors.field.${code}`) ?? message
