import ShieldIcon from '@mui/icons-material/GppGoodOutlined'
import type { PanelPage } from '../registry.ts'

/** Consent: blocked addresses, the log with its proof, the past, objections, erasures. */
export const consent: PanelPage = {
  name: 'consent',
  messages: () => import('./messages/index.ts'),
  help: 'consent',
  routes: [
    { path: '/consent', page: () => import('./Start.tsx'), needs: 'consent:read' },
    { path: '/consent/blocked', page: () => import('./blocked/BlockedList.tsx'), needs: 'suppressions:read' },
    { path: '/consent/log', page: () => import('./log/LogList.tsx'), needs: 'consent:read' },
    { path: '/consent/past', page: () => import('./past/PastPage.tsx'), needs: 'consent:read' },
    { path: '/consent/objections', page: () => import('./objections/ObjectionList.tsx'), needs: 'contacts:read' },
    { path: '/consent/erasures', page: () => import('./erasures/ErasureList.tsx'), needs: 'contacts:erase' },
  ],
  menu: {
    label: { en: 'Consent', fr: 'Consentements', es: 'Consentimiento' },
    icon: ShieldIcon,
    to: '/consent',
    group: 'audience',
    order: 40,
    needs: 'consent:read',
  },
  commands: [
    {
      label: { en: 'Block an address', fr: 'Bloquer une adresse', es: 'Bloquear una dirección' },
      to: '/consent/blocked?add=1',
      needs: 'suppressions:write',
    },
    {
      label: {
        en: 'Consent of a person at a past time',
        fr: 'Consentements d’une personne à une date passée',
        es: 'Consentimiento de una persona en una fecha pasada',
      },
      to: '/consent/past',
      needs: 'consent:read',
    },
  ],
}
