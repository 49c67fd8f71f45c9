import HomeIcon from '@mui/icons-material/HomeOutlined'
import type { PanelPage } from '../registry.ts'

/** The start page: what runs, what waits for somebody, the last days; and the first-run tour. */
export const home: PanelPage = {
  name: 'home',
  messages: () => import('./messages/index.ts'),
  help: 'first-campaign',
  routes: [{ path: '/home', page: () => import('./HomePage.tsx'), needs: 'events:read' }],
  menu: {
    label: { en: 'Home', fr: 'Accueil', es: 'Inicio' },
    icon: HomeIcon,
    to: '/home',
    group: 'work',
    order: 10,
    needs: 'events:read',
  },
  commands: [
    {
      label: { en: 'Tour of the panel', fr: 'Visite guidée', es: 'Visita guiada' },
      to: '/home?tour=1',
      needs: 'events:read',
    },
  ],
}
