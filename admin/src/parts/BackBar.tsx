import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { Link, useLocation } from 'react-router-dom'
import { readBack } from './back.ts'

/** Where one came from in the middle of something: offered on every page on the way. */
export function BackBar() {
  const translate = useTranslate()
  const { pathname } = useLocation()
  const back = readBack()
  if (!back || !(pathname === back.within || pathname.startsWith(`${back.within}/`))) return null
  return (
    <Alert
      severity="info"
      icon={false}
      sx={{ mb: 2 }}
      action={
        <Button size="small" color="inherit" component={Link} to={back.to}>
          {translate('parts.go_back')}
        </Button>
      }
    >
      {translate('parts.came_from', { name: back.name })}
    </Alert>
  )
}
