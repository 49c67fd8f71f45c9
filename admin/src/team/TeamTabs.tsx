import { useTranslate } from 'ra-core'
import { PageTabs } from '../parts/PageTabs.tsx'

/** The lists of this folder. */
export function TeamTabs() {
  const translate = useTranslate()
  return (
    <PageTabs
      label={translate('team.title')}
      tabs={[
        { to: '/team', label: translate('team.members.title'), needs: 'users:read' },
        { to: '/team/keys', label: translate('team.keys.title'), needs: 'api_keys:read' },
        { to: '/team/audit', label: translate('team.audit.title'), needs: 'audit:read' },
      ]}
    />
  )
}
