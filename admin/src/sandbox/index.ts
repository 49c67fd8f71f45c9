import MailboxIcon from '@mui/icons-material/MarkunreadMailboxOutlined'
import type { PanelPage } from '../registry.ts'

const label = { en: 'Sandbox mailbox', fr: 'Boîte d’essai', es: 'Buzón de pruebas' }

/** What arrived at the stand-ins instead of at people, and how those stand-ins behave. */
export const sandbox: PanelPage = {
  name: 'sandbox',
  messages: () => import('./messages.ts'),
  help: 'sandbox',
  routes: [{ path: '/sandbox', page: () => import('./Mailbox.tsx'), needs: 'sandbox:read' }],
  menu: { label, icon: MailboxIcon, to: '/sandbox', group: 'work', order: 50, needs: 'sandbox:read' },
}
