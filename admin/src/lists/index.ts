import ListIcon from '@mui/icons-material/FormatListBulleted'
import type { PanelPage } from '../registry.ts'

/** Lists: people put together by hand, by import, or out of a segment. */
export const lists: PanelPage = {
  name: 'lists',
  messages: () => import('./messages.ts'),
  help: 'lists-and-segments',
  routes: [
    { path: '/lists', page: () => import('./ListList.tsx'), needs: 'lists:read' },
    { path: '/lists/new', page: () => import('./ListNew.tsx'), needs: 'lists:write' },
    { path: '/lists/:id', page: () => import('./ListPage.tsx'), needs: 'lists:read' },
  ],
  menu: {
    label: { en: 'Lists', fr: 'Listes', es: 'Listas' },
    icon: ListIcon,
    to: '/lists',
    group: 'audience',
    order: 20,
    needs: 'lists:read',
  },
  commands: [
    {
      label: { en: 'Make a list', fr: 'Créer une liste', es: 'Crear una lista' },
      to: '/lists/new',
      needs: 'lists:write',
    },
  ],
}
