import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useFormat } from '../../i18n/useFormat.ts'
import { Section } from '../../parts/Section.tsx'
import { Stat } from '../../parts/Stat.tsx'
import type { Import } from '../types.ts'

const ALWAYS = ['rows', 'created', 'updated', 'unchanged', 'skipped', 'refused'] as const
/** Shown where there are some. */
const SOMETIMES = ['consentGiven', 'consentWithheld', 'suppressed'] as const

/** What became of the rows; the first number is the sum of the five after it. */
export function TotalsSection({ one }: { one: Import }) {
  const translate = useTranslate()
  const { number, dateTime } = useFormat()
  const shown = [...ALWAYS, ...SOMETIMES.filter((name) => one.totals[name] > 0)]
  return (
    <Section title={translate('imports.result')}>
      <Stack direction="row" sx={{ flexWrap: 'wrap', columnGap: 3, rowGap: 1.5 }}>
        {shown.map((name) => (
          <Stat
            key={name}
            label={translate(`imports.totals.${name}`)}
            value={number(one.totals[name])}
            note={translate(`imports.totals_notes.${name}`, { _: '' }) || undefined}
          />
        ))}
      </Stack>
      {one.finishedAt && (
        <Typography variant="body2" color="textSecondary" sx={{ mt: 1.5 }}>
          {translate('imports.finished_at', { at: dateTime(one.finishedAt) })}
        </Typography>
      )}
    </Section>
  )
}
