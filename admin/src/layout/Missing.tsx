import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { EmptyState } from '../parts/EmptyState.tsx'
import { Page } from '../parts/Page.tsx'
import { useMe } from '../session/useSession.ts'

function WayHome() {
  return (
    <Button component={Link} to="/" variant="contained">
      {useTranslate()('shell.home')}
    </Button>
  )
}

/** A wrong address, or something that is gone. */
export function NotFound() {
  const translate = useTranslate()
  return (
    <Page title={translate('shell.not_found_title')}>
      <EmptyState text={translate('shell.not_found_text')} action={<WayHome />} />
    </Page>
  )
}

/** The role does not allow this page. */
export function Forbidden() {
  const translate = useTranslate()
  const { role } = useMe()
  return (
    <Page title={translate('shell.forbidden_title')}>
      <EmptyState text={translate('shell.forbidden_text', { role: translate(`roles.${role}`) })} action={<WayHome />} />
    </Page>
  )
}
