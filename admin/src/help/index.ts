import type { PanelPage } from '../registry.ts'

/** The user guide (docs/guide/), page by page in the panel's language. */
export const help: PanelPage = {
  name: 'help',
  messages: () => import('./messages.ts'),
  routes: [
    { path: '/help', page: () => import('./GuidePage.tsx') },
    { path: '/help/:page', page: () => import('./GuidePage.tsx') },
  ],
  commands: [{ label: { en: 'User guide', fr: 'Guide d’utilisation', es: 'Guía de uso' }, to: '/help' }],
}
