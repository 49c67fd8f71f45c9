import Box from '@mui/material/Box'
import MuiLink from '@mui/material/Link'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { memo } from 'react'
import { useChannels } from '../data/useChannels.ts'
import { useFormat } from '../i18n/useFormat.ts'
import { Section } from '../parts/Section.tsx'
import { StateChip, type Tone } from '../parts/StateChip.tsx'
import type { ChannelDays, WatchedRate } from './types.ts'

const TONES: Readonly<Record<WatchedRate['level'], Tone>> = {
  none: 'neutral',
  good: 'good',
  warning: 'warn',
  over: 'bad',
}

/** Where it is narrow the last two columns stand within the first two. */
const WIDE = { display: { xs: 'none', sm: 'table-cell' } } as const
const NARROW = { display: { sm: 'none' } } as const

interface DeliverabilityProps {
  readonly rates: readonly WatchedRate[]
  readonly channels: readonly ChannelDays[]
}

/** The rates by which those who receive judge a sender, against their limits; in words, not only in colours. */
export const Deliverability = memo(
  function Deliverability({ rates, channels }: DeliverabilityProps) {
    const translate = useTranslate()
    if (rates.length === 0) return null
    const watched = new Set(rates.map(({ channel }) => channel))
    // No provider publishes a limit for these; they tell of complaints to come all the same.
    const unsubscribed = channels.filter(
      ({ channel }) =>
        watched.has(channel) && !rates.some((one) => one.channel === channel && one.rate === 'unsubscribes'),
    )
    return (
      <Section title={translate('home.deliverability')}>
        <Box sx={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={translate('home.deliverability')}>
          <Table size="small" sx={{ '& th, & td': { px: { xs: 0.5, sm: 2 } } }}>
            <TableHead>
              <TableRow>
                <TableCell>{translate('home.rate')}</TableCell>
                <TableCell align="right">{translate('home.value')}</TableCell>
                <TableCell sx={WIDE}>{translate('home.level')}</TableCell>
                <TableCell sx={WIDE}>{translate('home.limits')}</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {rates.map((one) => (
                <Rate key={`${one.channel}/${one.rate}`} one={one} />
              ))}
              {unsubscribed.map(({ channel, totals }) => (
                <Row
                  key={channel}
                  channel={channel}
                  rate="unsubscribes"
                  count={totals.unsubscribed}
                  of={totals.delivered}
                  level={null}
                  limits={translate('home.no_limit')}
                />
              ))}
            </TableBody>
          </Table>
        </Box>
        {rates
          .filter(({ level }) => level === 'warning' || level === 'over')
          .map(({ channel, rate }) => (
            <Typography key={`${channel}/${rate}`} variant="body2" sx={{ mt: 1.5 }}>
              {translate(`home.rate_advice.${rate}`)}
            </Typography>
          ))}
      </Section>
    )
  },
  (before, after) => before.rates === after.rates && before.channels === after.channels,
)

function Rate({ one }: { one: WatchedRate }) {
  const translate = useTranslate()
  const { percent } = useFormat()
  const limits = translate('home.limit_text', { warn: percent(one.warnAt), limit: percent(one.limit) })
  return (
    <Row
      {...one}
      level={one.level}
      limits={
        <>
          {limits}{' '}
          {URL.canParse(one.source) && (
            <MuiLink href={one.source} target="_blank" rel="noopener noreferrer">
              {translate('home.source', { host: new URL(one.source).hostname })}
            </MuiLink>
          )}
        </>
      }
    />
  )
}

interface RowProps extends Pick<WatchedRate, 'channel' | 'rate' | 'count' | 'of'> {
  readonly level: WatchedRate['level'] | null
  readonly limits: React.ReactNode
}

function Row({ channel, rate, count, of, level, limits }: RowProps) {
  const translate = useTranslate()
  const { percent, number, localized } = useFormat()
  const label = useChannels().find(({ id }) => id === channel)?.label ?? { en: channel }
  const chip = level ? <StateChip of="home.levels" state={level} tone={TONES[level]} /> : null
  return (
    <TableRow>
      <TableCell component="th" scope="row">
        {translate(`home.rates.${rate}`)} · {localized(label)}
        <Typography variant="body2" color="textSecondary" component="div" sx={NARROW}>
          {limits}
        </Typography>
      </TableCell>
      <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>
        {of ? percent(count / of) : '—'}
        <Typography variant="body2" color="textSecondary" component="div">
          {translate('home.count_of', { count: number(count), of: number(of) })}
        </Typography>
        <Box sx={NARROW}>{chip}</Box>
      </TableCell>
      <TableCell sx={WIDE}>{chip ?? '—'}</TableCell>
      <TableCell sx={WIDE}>{limits}</TableCell>
    </TableRow>
  )
}
