import {
  type Compiled,
  DEFAULT_BUDGET,
  type Render,
  type RenderBudget,
  RenderError,
  type TemplateEngine,
} from '../../core/contracts/index.ts'
import { translateBody } from './blocks.ts'
import { type Emit, spendOutput, startRun } from './run.ts'
import { createNames } from './scope.ts'
import { parseSource } from './syntax.ts'
import type { Translation } from './translation.ts'

/**
 * Handlebars' language, read by Handlebars' parser and run by functions of our own: no code is generated from a
 * template, values are read from own properties only, and the budget is asked at every value, not only at every loop.
 */
export function createHandlebarsEngine(): TemplateEngine {
  return { id: 'handlebars', compile }
}

function compile(input: Parameters<TemplateEngine['compile']>[0]): Compiled {
  const { field, mode, scope, budget = DEFAULT_BUDGET } = input
  const locale = canonical(input.locale)
  if (!locale) {
    return {
      ok: false,
      problems: [{ field, code: 'bad_locale', message: `"${input.locale}" is not a language code.` }],
    }
  }
  const parsed = parseSource(input.source, field)
  if (!parsed.ok) return { ok: false, problems: [parsed.problem] }
  const translation: Translation = {
    field,
    html: mode !== 'text',
    locale,
    names: createNames(scope),
    items: [],
    problems: [],
  }
  const emit = translateBody(translation, parsed.program)
  if (translation.problems.length > 0) return { ok: false, problems: translation.problems }
  return { ok: true, render: createRender(emit, field, budget) }
}

function createRender(emit: Emit, field: string, budget: RenderBudget): Render {
  return (values) => {
    const run = startRun(values, field, budget)
    try {
      emit(run)
      spendOutput(run, 0, 1)
      return run.text
    } catch (error) {
      if (error instanceof RenderError) throw error
      // A getter that throws, or a proxy: data that no JSON can hold.
      throw new RenderError('bad_value', field, 'A value of this person cannot be read.')
    }
  }
}

function canonical(locale: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(locale)[0]
  } catch {
    return undefined
  }
}
