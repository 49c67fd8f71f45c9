import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { useFormat } from '../../i18n/useFormat.ts'
import { Section } from '../../parts/Section.tsx'
import type { Attention as AttentionAnswer } from '../types.ts'
import { AlertItem } from './AlertItem.tsx'
import { Item } from './Item.tsx'
import { PausedItem } from './PausedItem.tsx'

/** What waits for somebody, the worst first; each with what to do. */
export function Attention({ attention }: { attention: AttentionAnswer }) {
  const translate = useTranslate()
  const { dateTime } = useFormat()
  const { paused, imports, accounts, drafts } = attention
  const toldBelow = new Set([...(paused ?? []), ...(accounts ?? [])].map(({ id }) => id))
  // What is listed with its own way out is not said twice.
  const alerts = attention.alerts?.newest.filter(({ objectId }) => !objectId || !toldBelow.has(objectId)) ?? []
  const nothing = [alerts, paused, imports, accounts, drafts].every((list) => !list?.length)
  return (
    <Section title={translate('home.attention')}>
      {nothing && <Typography color="textSecondary">{translate('home.nothing_waits')}</Typography>}
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {paused?.map((one) => (
          <PausedItem key={one.id} one={one} />
        ))}
        {alerts.map((alert) => (
          <AlertItem key={alert.id} alert={alert} />
        ))}
        {accounts?.map((one) => (
          <Item
            key={`${one.id}/${one.destination}`}
            severity="error"
            title={translate(`home.account_trouble.${one.trouble}`, { name: one.name })}
            text={[one.destination, one.reason, one.until && translate('home.until', { at: dateTime(one.until) })]
              .filter(Boolean)
              .join(' · ')}
            action={<To to={`/accounts/${one.id}`} label={translate('home.open_account')} />}
          />
        ))}
        {imports?.map((one) => (
          <Item
            key={one.id}
            severity="error"
            title={translate('home.import_failed', { name: one.fileName })}
            text={one.problem?.message ?? ''}
            at={one.at}
            action={<To to={`/imports/${one.id}`} label={translate('home.open_import')} />}
          />
        ))}
        {drafts?.map((one) => (
          <Item
            key={one.id}
            severity="info"
            title={translate('home.draft', { name: one.name })}
            text=""
            at={one.updatedAt}
            action={<To to={`/campaigns/${one.id}/edit`} label={translate('home.continue')} />}
          />
        ))}
      </Box>
    </Section>
  )
}

const To = ({ to, label }: { to: string; label: string }) => (
  <Button size="small" component={Link} to={to}>
    {label}
  </Button>
)
