import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useFormat } from '../../../i18n/useFormat.ts'
import { Section } from '../../../parts/Section.tsx'
import { useWorkspace } from '../../plan/workspace.ts'
import type { PlanSchedule } from '../../types.ts'
import type { StepProps } from '../Wizard.tsx'
import { instantOf, tomorrowAtNine, wallOf } from './zone-time.ts'

const KINDS = ['now', 'at', 'local'] as const
type Kind = (typeof KINDS)[number]

/** Now, at one instant for everybody, or at one time of day wherever people are. */
export function WhenInput({ editing }: StepProps) {
  const translate = useTranslate()
  const zone = useWorkspace()?.timeZone ?? 'UTC'
  const schedule: PlanSchedule = editing.draft.plan.schedule ?? { kind: 'now' }
  const [wall, setWall] = useState<string | null>(null)
  const set = (kind: Kind, time: string) => {
    setWall(time)
    const at = instantOf(time, zone)
    if (kind === 'now') editing.plan({ schedule: { kind } })
    else if (at) editing.plan({ schedule: kind === 'at' ? { kind, at } : { kind, at: time } })
  }
  const saved = timeOf(schedule, zone)
  const shown = wall ?? saved ?? tomorrowAtNine(zone)
  return (
    <Section title={translate('campaigns.when_title')}>
      <RadioGroup
        aria-label={translate('campaigns.when_title')}
        value={schedule.kind}
        onChange={(_event, kind) => set(kind as Kind, shown)}
      >
        {KINDS.map((kind) => (
          <Box key={kind} sx={{ mb: 1 }}>
            <FormControlLabel
              value={kind}
              control={<Radio size="small" />}
              sx={{ alignItems: 'flex-start', '& .MuiRadio-root': { mt: -0.75 } }}
              label={
                <>
                  <Box component="span" sx={{ fontWeight: 600 }}>
                    {translate(`campaigns.when_kinds.${kind}.name`)}
                  </Box>
                  <Box component="span" sx={{ display: 'block', color: 'text.secondary', fontSize: 14 }}>
                    {translate(`campaigns.when_kinds.${kind}.text`)}
                  </Box>
                </>
              }
            />
            {kind !== 'now' && schedule.kind === kind && (
              <TimeInput kind={kind} zone={zone} wall={shown} onChange={(time) => set(kind, time)} />
            )}
          </Box>
        ))}
      </RadioGroup>
    </Section>
  )
}

const timeOf = (schedule: PlanSchedule, zone: string) =>
  schedule.kind === 'at' ? wallOf(schedule.at, zone) : schedule.kind === 'local' ? schedule.at : null

interface TimeInputProps {
  readonly kind: Exclude<Kind, 'now'>
  readonly zone: string
  readonly wall: string
  readonly onChange: (wall: string) => void
}

function TimeInput({ kind, zone, wall, onChange }: TimeInputProps) {
  const translate = useTranslate()
  const { inZone } = useFormat()
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  const at = instantOf(wall, zone)
  const wrong = at === null
  const past = kind === 'at' && at !== null && at < new Date().toISOString()
  const help = () => {
    if (wrong) return translate('errors.field.required')
    if (past) return translate('campaigns.hints.time_past')
    if (kind === 'local') return translate('campaigns.hints.time_local')
    if (own === zone) return translate('campaigns.hints.time_zone', { zone })
    return translate('campaigns.hints.time_zones', { zone, mine: inZone(at, own), own })
  }
  return (
    <TextField
      type="datetime-local"
      label={translate('campaigns.fields.time')}
      value={wall}
      onChange={(event) => onChange(event.target.value)}
      error={wrong}
      helperText={help()}
      slotProps={{ inputLabel: { shrink: true }, htmlInput: { step: 60 } }}
      sx={{ maxWidth: 360, ml: { sm: 4 } }}
    />
  )
}
