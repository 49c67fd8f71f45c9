import SettingsIcon from '@mui/icons-material/SettingsOutlined'
import type { PanelPage } from '../registry.ts'

const label = { en: 'Settings', fr: 'Réglages', es: 'Ajustes' }
const domains = { en: 'Sending domains', fr: 'Domaines d’envoi', es: 'Dominios de envío' }

/** The workspace itself, its sending domains, what may be known of people, and what they are asked. */
export const settings: PanelPage = {
  name: 'settings',
  messages: () => import('./messages/index.ts'),
  help: 'accounts',
  routes: [
    { path: '/settings', page: () => import('./WorkspacePage.tsx'), needs: 'workspace:read' },
    { path: '/settings/domains', page: () => import('./domains/DomainList.tsx'), needs: 'accounts:read' },
    { path: '/settings/domains/:id', page: () => import('./domains/DomainPage.tsx'), needs: 'accounts:read' },
    { path: '/settings/attributes', page: () => import('./Attributes.tsx'), needs: 'contacts:read', help: 'import' },
    { path: '/settings/wordings', page: () => import('./Wordings.tsx'), needs: 'consent:read', help: 'consent' },
  ],
  menu: { label, icon: SettingsIcon, to: '/settings', group: 'setup', order: 90, needs: 'workspace:read' },
  commands: [{ label: domains, to: '/settings/domains', needs: 'accounts:read' }],
}
