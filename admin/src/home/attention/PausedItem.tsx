import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import type { Attention } from '../types.ts'
import { Item } from './Item.tsx'

/** A paused campaign: why, and the page on which it is looked into and resumed. */
export function PausedItem({ one }: { one: NonNullable<Attention['paused']>[number] }) {
  const translate = useTranslate()
  const reason = one.reason ?? 'person'
  return (
    <Item
      severity="warning"
      title={translate('home.paused', { name: one.name })}
      text={translate(`home.paused_reasons.${reason}`, { _: one.message ?? reason })}
      at={one.since}
      action={
        <Button size="small" component={Link} to={`/campaigns/${one.id}`}>
          {translate('home.look')}
        </Button>
      }
    />
  )
}
