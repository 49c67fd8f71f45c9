import AccountIcon from '@mui/icons-material/OutboxOutlined'
import type { PanelPage } from '../registry.ts'

const label = { en: 'Sending accounts', fr: 'Comptes d’envoi', es: 'Cuentas de envío' }

/** Accounts at providers: which there are, how they are doing, a new one. */
export const accounts: PanelPage = {
  name: 'accounts',
  messages: () => import('./messages.ts'),
  help: 'accounts',
  routes: [
    { path: '/accounts', page: () => import('./AccountList.tsx'), needs: 'accounts:read' },
    { path: '/accounts/new', page: () => import('./AccountNew.tsx'), needs: 'accounts:write' },
    { path: '/accounts/:id', page: () => import('./AccountPage.tsx'), needs: 'accounts:read' },
  ],
  menu: { label, icon: AccountIcon, to: '/accounts', group: 'setup', order: 10, needs: 'accounts:read' },
  commands: [
    {
      label: { en: 'Add a sending account', fr: 'Ajouter un compte d’envoi', es: 'Añadir una cuenta de envío' },
      to: '/accounts/new',
      needs: 'accounts:write',
    },
  ],
}
