import Alert from '@mui/material/Alert'
import AlertTitle from '@mui/material/AlertTitle'
import Link from '@mui/material/Link'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useFormat } from '../../i18n/useFormat.ts'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { Section } from '../../parts/Section.tsx'
import { type ContentField, placeOf } from '../content.ts'
import type { Check, Place, Problem } from '../types.ts'
import type { CheckResult } from './useCheck.ts'
import { useSentences } from './useSentences.ts'

interface ProblemsProps {
  readonly check: CheckResult
  readonly fields: readonly ContentField[]
  readonly onPlace: (place: Place) => void
}

/** What keeps it from being published, what may be taken amiss, and what it weighs. */
export function Problems({ check, fields, onPlace }: ProblemsProps) {
  const translate = useTranslate()
  if (check.error) return <ErrorNote error={check.error} onRetry={() => void check.refetch()} />
  if (!check.data) return null
  const { warnings } = check.data
  const problems = shownProblems(check.data, fields)
  return (
    <Section title={translate('templates.check')}>
      {problems.length === 0 && (
        <Alert severity="success" sx={{ mb: 1 }}>
          {translate('templates.nothing_wrong')}
        </Alert>
      )}
      <ProblemList problems={problems} fields={fields} onPlace={onPlace} />
      <HintList warnings={warnings} fields={fields} onPlace={onPlace} />
      <Weights weights={check.data.weights} />
    </Section>
  )
}

/** A mistake in a design is one in the HTML made from it: said once, where its author can reach it. */
export function shownProblems({ problems }: Check, fields: readonly ContentField[]): Problem[] {
  const designed = problems.map(({ field }) => placeOf(field))
  const hidden = (problem: Problem) => {
    const { locale, field } = placeOf(problem.field)
    const design = fields.find(({ name }) => name === field)?.design
    return design !== null && designed.some((one) => one.locale === locale && one.field === design)
  }
  return problems.filter((problem) => !hidden(problem))
}

interface ProblemListProps {
  readonly problems: readonly Problem[]
  readonly fields: readonly ContentField[]
  readonly onPlace: (place: Place) => void
}

export function ProblemList({ problems, fields, onPlace }: ProblemListProps) {
  const translate = useTranslate()
  const sentences = useSentences(fields)
  if (problems.length === 0) return null
  return (
    <Alert severity="error" sx={{ mb: 1, '& .MuiAlert-message': { minWidth: 0, overflowWrap: 'anywhere' } }}>
      <AlertTitle>{translate('templates.problem_count', { smart_count: problems.length })}</AlertTitle>
      <ul style={{ margin: 0, paddingLeft: 18 }}>
        {problems.map((one) => (
          <li key={`${one.field} ${one.code} ${one.line} ${one.column}`}>
            <Link
              component="button"
              type="button"
              onClick={() => onPlace({ ...placeOf(one.field), line: one.line, column: one.column })}
              sx={{ textAlign: 'left', verticalAlign: 'baseline' }}
            >
              {sentences.place(one.field)}
              {one.line !== undefined && ` · ${translate('templates.line', { line: String(one.line) })}`}
            </Link>
            {': '}
            {sentences.problem(one)}
          </li>
        ))}
      </ul>
    </Alert>
  )
}

interface HintListProps {
  readonly warnings: Check['warnings']
  readonly fields: readonly ContentField[]
  readonly onPlace: (place: Place) => void
}

export function HintList({ warnings, fields, onPlace }: HintListProps) {
  const translate = useTranslate()
  const sentences = useSentences(fields)
  if (warnings.length === 0) return null
  return (
    <Alert severity="warning" sx={{ mb: 1, '& .MuiAlert-message': { minWidth: 0, overflowWrap: 'anywhere' } }}>
      <AlertTitle>{translate('templates.hint_count', { smart_count: warnings.length })}</AlertTitle>
      <ul style={{ margin: 0, paddingLeft: 18 }}>
        {warnings.map((one) => (
          <li key={`${one.locale} ${one.field} ${one.code}`}>
            <Link
              component="button"
              type="button"
              onClick={() => onPlace({ locale: one.locale, field: one.field })}
              sx={{ verticalAlign: 'baseline' }}
            >
              {sentences.place(`${one.locale}.${one.field}`)}
            </Link>
            {': '}
            {sentences.hint(one)}
          </li>
        ))}
      </ul>
    </Alert>
  )
}

function Weights({ weights }: { weights: Check['weights'] }) {
  const translate = useTranslate()
  const { bytes, language, number } = useFormat()
  return Object.entries(weights).map(([locale, weight]) => (
    <Typography key={locale} variant="body2" color="textSecondary">
      {translate('templates.weighs', { language: language(locale), bytes: bytes(weight.bytes) })}
      {weight.units > 1 &&
        ` · ${translate('templates.units', { smart_count: weight.units, units: number(weight.units) })}`}
    </Typography>
  ))
}
