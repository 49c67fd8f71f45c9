import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { memo, useMemo } from 'react'
import { useFormat } from '../../../i18n/useFormat.ts'
import { Chart } from '../../../parts/chart/Chart.tsx'
import { Section } from '../../../parts/Section.tsx'
import type { CampaignReport } from '../../types.ts'

const KINDS = ['accepted', 'opened', 'clicked', 'failed'] as const
const HOUR_MS = 3_600_000
/** Of a campaign that people read for weeks, the first three days tell how it went. */
const MOST_HOURS = 72

/** What happened hour by hour, from the first one on. */
export const Hours = memo(function Hours({ hours }: { hours: CampaignReport['hours'] }) {
  const translate = useTranslate()
  const { dateTime, time } = useFormat()
  const rows = useMemo(() => filled(hours), [hours])
  const series = KINDS.map((id) => ({ id, label: translate(`campaigns.live.hour_kinds.${id}`) }))
  const title = translate('campaigns.live.hours')
  return (
    <Section title={title}>
      {rows.length === 0 ? (
        <Typography color="textSecondary">{translate('campaigns.live.no_hours')}</Typography>
      ) : (
        <Chart title={title} series={series} rows={rows} kind="bars" short={time} long={dateTime} />
      )}
    </Section>
  )
})

/** Hours in which nothing happened are there too: else time would jump. */
function filled(hours: CampaignReport['hours']) {
  const first = hours[0]
  if (!first) return []
  const known = new Map(hours.map((one) => [Date.parse(one.hour), one.kinds as Record<string, number>]))
  const from = Date.parse(first.hour)
  const count = Math.min(MOST_HOURS, Math.round((Date.parse(hours.at(-1)!.hour) - from) / HOUR_MS) + 1)
  return Array.from({ length: count }, (_, i) => {
    const at = from + i * HOUR_MS
    const kinds = known.get(at) ?? {}
    return { at: new Date(at).toISOString(), ...Object.fromEntries(KINDS.map((kind) => [kind, kinds[kind] ?? 0])) }
  })
}
