import Box from '@mui/material/Box'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { STEPS, type Step } from './steps.ts'

interface StepListProps {
  readonly current: Step
  /** Steps in which nothing is missing. */
  readonly done: ReadonlySet<Step>
}

/** The steps as links: numbers where it is narrow, the present one by its name everywhere. */
export function StepList({ current, done }: StepListProps) {
  const translate = useTranslate()
  const place = STEPS.indexOf(current) + 1
  return (
    <Box component="nav" aria-label={translate('campaigns.steps_label')} sx={{ mb: 2 }}>
      <Box component="ol" sx={{ display: 'flex', gap: { xs: 0.5, md: 1 }, listStyle: 'none', m: 0, p: 0 }}>
        {STEPS.map((step, i) => (
          <Box component="li" key={step} sx={{ flex: { xs: 1, md: '0 1 auto' }, minWidth: 0 }}>
            <StepLink step={step} number={i + 1} current={step === current} done={done.has(step)} />
          </Box>
        ))}
      </Box>
      <Box sx={{ display: { md: 'none' }, mt: 1, fontSize: 14, color: 'text.secondary' }}>
        {translate('campaigns.step_of', { place, total: STEPS.length })}
      </Box>
    </Box>
  )
}

interface StepLinkProps {
  readonly step: Step
  readonly number: number
  readonly current: boolean
  readonly done: boolean
}

function StepLink({ step, number, current, done }: StepLinkProps) {
  const translate = useTranslate()
  const name = translate(`campaigns.steps.${step}`)
  const state = done ? translate('campaigns.step_done') : ''
  return (
    <Box
      component={Link}
      to={`?step=${step}`}
      aria-current={current ? 'step' : undefined}
      aria-label={[`${number}. ${name}`, state].filter(Boolean).join(', ')}
      sx={{
        display: 'flex',
        alignItems: 'center',
        justifyContent: { xs: 'center', md: 'flex-start' },
        gap: 1,
        px: { xs: 0.5, md: 1.25 },
        py: 0.75,
        borderRadius: 1,
        borderBottom: 3,
        borderColor: current ? 'primary.main' : 'transparent',
        color: current ? 'text.primary' : 'text.secondary',
        fontWeight: current ? 650 : 500,
        textDecoration: 'none',
        '&:hover': { bgcolor: 'action.hover' },
        '&:focus-visible': { outline: '3px solid', outlineColor: 'primary.main', outlineOffset: 2 },
      }}
    >
      <Box
        component="span"
        aria-hidden
        sx={{
          width: 26,
          height: 26,
          flex: 'none',
          borderRadius: '50%',
          display: 'grid',
          placeItems: 'center',
          fontSize: 13,
          border: 1,
          borderColor: current ? 'primary.main' : done ? 'success.main' : 'divider',
          bgcolor: current ? 'primary.main' : 'transparent',
          color: current ? 'primary.contrastText' : done ? 'success.main' : 'inherit',
        }}
      >
        {done && !current ? '✓' : number}
      </Box>
      <Box component="span" aria-hidden sx={{ display: { xs: 'none', md: 'inline' }, whiteSpace: 'nowrap' }}>
        {name}
      </Box>
    </Box>
  )
}
