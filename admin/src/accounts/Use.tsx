import LinearProgress from '@mui/material/LinearProgress'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useFormat } from '../i18n/useFormat.ts'
import { Section } from '../parts/Section.tsx'
import { Stat } from '../parts/Stat.tsx'
import type { Account } from './types.ts'

/** How much went through it today, and what its limits still allow at this moment. */
export function Use({ account }: { account: Account }) {
  const translate = useTranslate()
  const { number } = useFormat()
  return (
    <Section title={translate('accounts.use')}>
      <Stack sx={{ gap: 1.5 }}>
        <Stat
          label={translate('accounts.fields.today')}
          value={number(account.acceptedToday)}
          note={translate('accounts.today_note')}
        />
        {account.limits.length === 0 && (
          <Typography color="textSecondary">{translate('accounts.no_limits')}</Typography>
        )}
        {account.limits.map((limit) => (
          <Limit key={`${limit.unit}${limit.perSeconds}`} limit={limit} />
        ))}
      </Stack>
    </Section>
  )
}

function Limit({ limit }: { limit: Account['limits'][number] }) {
  const translate = useTranslate()
  const { number, duration } = useFormat()
  const { unit, amount, perSeconds, available } = limit
  // What a unit is called is the provider's; the usual one has a word of ours.
  const name = translate(`accounts.units.${unit}`, { _: unit })
  const text = translate('accounts.limit', { amount: number(amount), unit: name, time: duration(perSeconds) })
  return (
    <div>
      <Typography variant="body2">{text}</Typography>
      <LinearProgress
        variant="determinate"
        value={Math.min(100, amount > 0 ? ((amount - available) / amount) * 100 : 0)}
        aria-label={text}
        sx={{ my: 0.5, height: 6, borderRadius: 3 }}
      />
      <Typography variant="body2" color="textSecondary">
        {translate('accounts.available', { smart_count: available, count: number(available) })}
      </Typography>
    </div>
  )
}
