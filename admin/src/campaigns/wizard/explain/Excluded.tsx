import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useFormat } from '../../../i18n/useFormat.ts'
import { Explain } from '../../../parts/Explain.tsx'
import type { Explained, ExplainedPlan } from './useExplanation.ts'

interface ExcludedProps {
  readonly step: Explained['steps'][number]
  readonly asked: ExplainedPlan
  readonly maySee: boolean
}

/** Who will not get it: each reason with what it means, its number, and the people behind it. */
export function Excluded({ step, asked, maySee }: ExcludedProps) {
  const translate = useTranslate()
  const { number } = useFormat()
  const reasons = Object.entries(step.excluded).sort(([, a], [, b]) => b - a)
  if (reasons.length === 0) return null
  return (
    <>
      <Typography variant="h3" component="h3" sx={{ mt: 2, mb: 0.5 }}>
        {translate('campaigns.who_not')}
      </Typography>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {reasons.map(([reason, count]) => {
          const title = translate(`reasons.${reason}`, { _: reason })
          return (
            <Box
              component="li"
              key={reason}
              sx={{ display: 'flex', gap: 1, py: 0.75, borderTop: 1, borderColor: 'divider' }}
            >
              <Box sx={{ flex: 1, minWidth: 0 }}>
                {title}
                <Typography variant="body2" color="textSecondary">
                  {translate(`reason_advice.${reason}`, { _: '' })}
                </Typography>
              </Box>
              <Box sx={{ fontVariantNumeric: 'tabular-nums' }}>
                {maySee ? (
                  <Explain
                    count={count}
                    title={title}
                    path="/campaigns/explain/people"
                    body={{ plan: asked, step: step.step, reason }}
                  />
                ) : (
                  number(count)
                )}
              </Box>
            </Box>
          )
        })}
      </Box>
    </>
  )
}
