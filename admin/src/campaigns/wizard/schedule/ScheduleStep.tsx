import Grid from '@mui/material/Grid'
import type { StepProps } from '../Wizard.tsx'
import { LimitsInput } from './LimitsInput.tsx'
import { Meaning } from './Meaning.tsx'
import { WhenInput } from './WhenInput.tsx'

/** When, how fast, and at which hours; beside it what that comes to. */
export function ScheduleStep({ editing }: StepProps) {
  return (
    <Grid container spacing={2}>
      <Grid size={{ xs: 12, lg: 7 }}>
        <WhenInput editing={editing} />
        <LimitsInput editing={editing} />
      </Grid>
      <Grid size={{ xs: 12, lg: 5 }}>
        <Meaning plan={editing.draft.plan} />
      </Grid>
    </Grid>
  )
}
