import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useFormat } from '../../../i18n/useFormat.ts'
import type { Timing } from './Meaning.tsx'
import { wallOf } from './zone-time.ts'

/** Shown from each end; the rest is counted. */
const SHOWN = 4
/** Nobody wants a message between these hours of the own clock. */
const NIGHT = { from: 21, to: 8 }

type Wave = Timing['waves'][number]

const isNight = ({ timeZone, dueAt }: Wave, home: string) => {
  const hour = Number(wallOf(dueAt, timeZone ?? home).slice(11, 13))
  return hour >= NIGHT.from || hour < NIGHT.to
}
const sum = (waves: readonly Wave[]) => waves.reduce((total, { messages }) => total + messages, 0)

/** The recipients' clocks: first and last wave, and those whom it reaches at night. */
export function Waves({ timing, kind }: { timing: Timing; kind: 'now' | 'at' | 'local' }) {
  const translate = useTranslate()
  const { number } = useFormat()
  const { waves, timeZone } = timing
  const night = sum(waves.filter((wave) => !wave.quiet && isNight(wave, timeZone)))
  const passed = kind === 'local' ? sum(waves.filter(({ dueAt }) => new Date(dueAt).getTime() <= Date.now())) : 0
  const quiet = sum(waves.filter((wave) => wave.quiet))
  return (
    <>
      {passed > 0 && (
        <Alert severity="warning" sx={{ mb: 1 }}>
          {translate('campaigns.time_passed', { smart_count: passed })}
        </Alert>
      )}
      {night > 0 && (
        <Alert severity="warning" sx={{ mb: 1 }}>
          {translate('campaigns.at_night', { smart_count: night })}
        </Alert>
      )}
      {quiet > 0 && <Typography sx={{ mb: 1 }}>{translate('campaigns.will_wait', { smart_count: quiet })}</Typography>}
      {waves.length > 1 && (
        <>
          <Typography variant="h3" component="h3" sx={{ mb: 0.5 }}>
            {translate('campaigns.by_their_clock')}
          </Typography>
          <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
            {waves.slice(0, SHOWN).map((wave) => (
              <One key={wave.timeZone} wave={wave} home={timeZone} />
            ))}
            {waves.length > 2 * SHOWN && (
              <Box component="li" sx={{ py: 0.5, color: 'text.secondary' }}>
                {translate('campaigns.more_zones', {
                  smart_count: waves.length - 2 * SHOWN,
                  messages: number(sum(waves.slice(SHOWN, -SHOWN))),
                })}
              </Box>
            )}
            {waves.slice(Math.max(SHOWN, waves.length - SHOWN)).map((wave) => (
              <One key={wave.timeZone} wave={wave} home={timeZone} />
            ))}
          </Box>
        </>
      )}
    </>
  )
}

function One({ wave, home }: { wave: Wave; home: string }) {
  const translate = useTranslate()
  const { inZone, number } = useFormat()
  const zone = wave.timeZone ?? home
  return (
    <Box component="li" sx={{ display: 'flex', gap: 1, py: 0.5, borderTop: 1, borderColor: 'divider' }}>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        {wave.timeZone ? cityOf(zone) : translate('campaigns.zone_unknown', { zone: cityOf(zone) })}
        <Box component="span" sx={{ display: 'block', color: 'text.secondary', fontSize: 14 }}>
          {inZone(wave.dueAt, zone)}
        </Box>
      </Box>
      <Box sx={{ fontVariantNumeric: 'tabular-nums' }}>{number(wave.messages)}</Box>
    </Box>
  )
}

/** `America/Mexico_City` → "Mexico City". */
const cityOf = (zone: string) => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
