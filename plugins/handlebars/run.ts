import { type RenderBudget, RenderError } from '../../core/contracts/index.ts'

/** One turn of one `each`. The same object serves all turns. */
export interface Frame {
  readonly parent: Frame | undefined
  item: unknown
  index: number
  key: string | number
  last: boolean
}

/** One render under way. */
export interface Run {
  readonly root: unknown
  readonly field: string
  readonly budget: RenderBudget
  endsAt: number
  /** CPU time of this thread in µs at which a render ends that the clock found late once. */
  cpuEndsAt: number | undefined
  frame: Frame | undefined
  text: string
  iterations: number
  steps: number
}

export type Value = (run: Run) => unknown
export type Emit = (run: Run) => void

export const startRun = (root: unknown, field: string, budget: RenderBudget): Run => ({
  root,
  field,
  budget,
  endsAt: performance.now() + budget.ms,
  cpuEndsAt: undefined,
  frame: undefined,
  text: '',
  iterations: 0,
  steps: 0,
})

/** Asked before each value is written: the length it will add. The clock is read every 64th time (25 ns a reading). */
export function spendOutput(run: Run, chars: number, line: number): void {
  if (run.text.length + chars > run.budget.outputChars) {
    throw new RenderError(
      'output_too_long',
      run.field,
      `The result is longer than ${run.budget.outputChars} characters.`,
      line,
    )
  }
  run.steps += 1
  if ((run.steps & 63) === 0) checkClock(run, line)
}

/** Asked before each turn of any `each`; counts all of them together. */
export function spendIteration(run: Run, line: number): void {
  run.iterations += 1
  if (run.iterations > run.budget.iterations) {
    throw new RenderError(
      'too_many_iterations',
      run.field,
      `The {{#each}} blocks run more than ${run.budget.iterations} times.`,
      line,
    )
  }
  spendOutput(run, 0, line)
}

/**
 * The clock on the wall says that it may be too much, the CPU time of this thread decides: on a machine with ten processes to a
 * core an ordinary mail was once put aside for 250 ms, and its recipient got nothing. The wall's clock is asked first because it
 * is 20 times cheaper (25 against 560 ns). A render that does not end is stopped after twice its budget.
 */
export function checkClock(run: Run, line: number): void {
  const now = performance.now()
  if (now <= run.endsAt) return
  const used = cpuMicroseconds()
  run.cpuEndsAt ??= used + Math.max(0, run.budget.ms) * 1_000
  if (used > run.cpuEndsAt) {
    throw new RenderError('too_slow', run.field, `Rendering takes longer than ${run.budget.ms} ms.`, line)
  }
  run.endsAt = now + (run.cpuEndsAt - used) / 1_000
}

function cpuMicroseconds(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}

const SPECIAL = /[&<>"'`=]/
const EVERY_SPECIAL = /[&<>"'`=]/g
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
  '`': '&#x60;',
  '=': '&#x3D;',
}

/** The same seven characters that Handlebars escapes; safe in text and in attributes, also unquoted ones. */
export const escapeHtml = (text: string): string =>
  SPECIAL.test(text) ? text.replace(EVERY_SPECIAL, (char) => ESCAPES[char]!) : text

/** What a value looks like when written: nothing for a missing one; objects and functions are refused. */
export function textOf(value: unknown, run: Run, line: number): string {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return ''
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString()
  if (Array.isArray(value) && value.every(isScalar)) return listOf(value, run, line)
  throw new RenderError('not_text', run.field, 'The value is an object or a list of objects, not a text.', line)
}

const isScalar = (value: unknown) =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

function listOf(values: readonly unknown[], run: Run, line: number): string {
  let text = ''
  for (const value of values) {
    spendOutput(run, text.length, line)
    text += (text === '' ? '' : ', ') + (value ?? '')
  }
  return text
}

/** What `if` and `unless` take for "no": nothing, '', 0, false, NaN and the empty list, as in Handlebars. */
export const isEmpty = (value: unknown): boolean => !value || (Array.isArray(value) && value.length === 0)
