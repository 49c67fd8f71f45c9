import { useTranslate } from 'ra-core'
import type { PageTab } from '../parts/PageTabs.tsx'

/** The pages of this folder, in the order in which a compliance officer needs them. */
export function useConsentTabs(): readonly PageTab[] {
  const translate = useTranslate()
  return [
    { to: '/consent/blocked', label: translate('consent.blocked.title'), needs: 'suppressions:read' },
    { to: '/consent/log', label: translate('consent.log.title'), needs: 'consent:read' },
    { to: '/consent/past', label: translate('consent.past.title'), needs: 'consent:read' },
    { to: '/consent/objections', label: translate('consent.objections.title'), needs: 'contacts:read' },
    { to: '/consent/erasures', label: translate('consent.erasures.title'), needs: 'contacts:erase' },
  ]
}
