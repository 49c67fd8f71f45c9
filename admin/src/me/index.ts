import type { PanelPage } from '../registry.ts'

/** The signed-in person: sessions and password. Reached from the user menu. */
export const me: PanelPage = {
  name: 'me',
  messages: () => import('./messages.ts'),
  routes: [{ path: '/me', page: () => import('./MyAccount.tsx') }],
  commands: [
    {
      label: { en: 'My account and sessions', fr: 'Mon compte et mes sessions', es: 'Mi cuenta y mis sesiones' },
      to: '/me',
    },
  ],
}
