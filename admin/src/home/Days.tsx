import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { memo, useCallback, useMemo } from 'react'
import { useChannels } from '../data/useChannels.ts'
import { useFormat } from '../i18n/useFormat.ts'
import { Chart } from '../parts/chart/Chart.tsx'
import { Section } from '../parts/Section.tsx'
import { Stat } from '../parts/Stat.tsx'
import type { ChannelDays } from './types.ts'

const LINES = ['sent', 'delivered', 'opened', 'clicked'] as const
const TOTALS = [
  ['sent', null],
  ['delivered', 'sent'],
  ['opened', 'delivered'],
  ['clicked', 'delivered'],
  ['bounced', 'sent'],
  ['failed', 'sent'],
  ['unsubscribed', 'delivered'],
  ['complained', 'delivered'],
] as const

/** The last days of one channel: what they came to, and day by day. */
export const Days = memo(
  function Days({ channel, range }: { channel: ChannelDays; range: string }) {
    const translate = useTranslate()
    const { number, percent, date, localized, locale } = useFormat()
    const known = useChannels().find(({ id }) => id === channel.channel)
    const label = localized(known?.label ?? { en: channel.channel })
    const rows = useMemo(
      () => channel.days.map((day) => ({ at: day.day, ...Object.fromEntries(LINES.map((id) => [id, day[id]])) })),
      [channel.days],
    )
    const short = useMemo(() => {
      // Days of the workspace's time zone are dates without a time: midnight UTC, read as UTC.
      const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })
      return (day: string) => format.format(new Date(day))
    }, [locale])
    const long = useCallback((day: string) => date(`${day}T12:00`), [date])
    const series = LINES.map((id) => ({ id, label: translate(`home.figures.${id}`) }))
    return (
      <Section title={translate('home.days_of', { channel: label })}>
        <Typography variant="body2" color="textSecondary" sx={{ mt: -1, mb: 2 }}>
          {range}
        </Typography>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 3, rowGap: 2, mb: 2 }}>
          {TOTALS.map(([name, of]) => {
            const whole = of && channel.totals[of]
            return (
              <Stat
                key={name}
                label={translate(`home.figures.${name}`)}
                value={number(channel.totals[name])}
                note={whole ? percent(channel.totals[name] / whole) : undefined}
              />
            )
          })}
        </Box>
        <Chart
          title={translate('home.days_of', { channel: label })}
          series={series}
          rows={rows}
          kind="lines"
          short={short}
          long={long}
        />
      </Section>
    )
  },
  // Live news of campaigns brings the same days in the same object.
  (before, after) => before.channel === after.channel && before.range === after.range,
)
