import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { api } from '../../data/api.ts'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { useCan } from '../../session/useSession.ts'
import type { Alert } from '../types.ts'
import { Item } from './Item.tsx'

const PLACES: Readonly<Record<string, string>> = { campaign: '/campaigns', account: '/accounts', import: '/imports' }

/** An open alert: what it says, where it leads, and "dealt with". */
export function AlertItem({ alert }: { alert: Alert }) {
  const translate = useTranslate()
  const mayClose = useCan('alerts:write')
  const { run, busy } = useAsyncAction(() => api.post(`/alerts/${alert.id}/resolve`), {
    done: 'home.alert_closed',
    changes: ['/overview', 'alerts'],
  })
  const { message, reason, destination, name } = alert.data as Record<string, string | undefined>
  const place = PLACES[alert.objectType ?? '']
  return (
    <Item
      severity={alert.severity}
      title={translate(`home.alerts.${alert.kind}`, { _: message ?? alert.kind })}
      text={[name, destination, reason, message].filter(Boolean).join(' · ')}
      at={alert.createdAt}
      action={
        <>
          {place && alert.objectId && (
            <Button size="small" component={Link} to={`${place}/${alert.objectId}`}>
              {translate('home.look')}
            </Button>
          )}
          {mayClose && (
            <Button size="small" disabled={busy} onClick={() => void run()}>
              {translate('home.close_alert')}
            </Button>
          )}
        </>
      }
    />
  )
}
