import { useTranslate } from 'ra-core'
import { PageTabs } from '../parts/PageTabs.tsx'

/** The pages of the settings. */
export function Tabs() {
  const translate = useTranslate()
  return (
    <PageTabs
      label={translate('settings.title')}
      tabs={[
        { to: '/settings', label: translate('settings.workspace.tab'), needs: 'workspace:read' },
        { to: '/settings/domains', label: translate('settings.domains.tab'), needs: 'accounts:read' },
        { to: '/settings/attributes', label: translate('settings.attributes.tab'), needs: 'contacts:read' },
        { to: '/settings/wordings', label: translate('settings.wordings.tab'), needs: 'consent:read' },
      ]}
    />
  )
}
