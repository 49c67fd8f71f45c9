import Box from '@mui/material/Box'
import TextField from '@mui/material/TextField'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { useTranslate } from 'ra-core'
import type { QuietHours } from '../../../../../core/consent/quiet-hours.ts'
import { useFormat } from '../../../i18n/useFormat.ts'

type Day = NonNullable<QuietHours['days']>[number]
const DAYS: readonly Day[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
/** A Monday: names of days come from Intl. */
const MONDAY = Date.UTC(2024, 0, 1)

interface QuietHoursInputProps {
  readonly value: QuietHours
  readonly onChange: (value: QuietHours) => void
}

/** From when to when nothing is sent, by the clock of each recipient, and on which days that begins. */
export function QuietHoursInput({ value, onChange }: QuietHoursInputProps) {
  const translate = useTranslate()
  const { locale } = useFormat()
  const days = value.days ?? DAYS
  const never = value.from === value.to && days.length === DAYS.length
  const name = (day: Day, weekday: 'short' | 'long') =>
    new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(MONDAY + DAYS.indexOf(day) * 86_400_000)
  const setDays = (chosen: readonly Day[]) => {
    if (chosen.length === 0) return
    const { days: _, ...hours } = value
    const ordered = DAYS.filter((day) => chosen.includes(day))
    onChange(ordered.length === DAYS.length ? hours : { ...hours, days: ordered })
  }
  return (
    <>
      <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap' }}>
        {(['from', 'to'] as const).map((end) => (
          <TextField
            key={end}
            type="time"
            label={translate(`campaigns.fields.quiet_${end}`)}
            value={value[end]}
            onChange={(event) => event.target.value && onChange({ ...value, [end]: event.target.value })}
            error={never}
            slotProps={{ inputLabel: { shrink: true } }}
            sx={{ width: 160 }}
          />
        ))}
      </Box>
      <Box component="p" sx={{ m: 0, color: never ? 'error.main' : 'text.secondary', fontSize: 14 }}>
        {translate(never ? 'campaigns.hints.quiet_never' : 'campaigns.hints.quiet')}
      </Box>
      <ToggleButtonGroup
        size="small"
        value={days}
        onChange={(_event, chosen) => setDays(chosen)}
        aria-label={translate('campaigns.fields.quiet_days')}
        sx={{ flexWrap: 'wrap', mt: 1 }}
      >
        {DAYS.map((day) => (
          <ToggleButton
            key={day}
            value={day}
            title={name(day, 'long')}
            sx={{ textTransform: 'none', px: { xs: 0.75, sm: 1 } }}
          >
            {name(day, 'short')}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </>
  )
}
