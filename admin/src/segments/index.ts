import SegmentIcon from '@mui/icons-material/FilterAltOutlined'
import type { PanelPage } from '../registry.ts'

/** Segments: who fits rules now; a builder with a count while typing. */
export const segments: PanelPage = {
  name: 'segments',
  messages: () => import('./messages/index.ts'),
  help: 'lists-and-segments',
  routes: [
    { path: '/segments', page: () => import('./SegmentList.tsx'), needs: 'segments:read' },
    { path: '/segments/new', page: () => import('./SegmentNew.tsx'), needs: 'segments:write' },
    { path: '/segments/:id', page: () => import('./SegmentPage.tsx'), needs: 'segments:read' },
    { path: '/segments/:id/edit', page: () => import('./SegmentEdit.tsx'), needs: 'segments:write' },
  ],
  menu: {
    label: { en: 'Segments', fr: 'Segments', es: 'Segmentos' },
    icon: SegmentIcon,
    to: '/segments',
    group: 'audience',
    order: 30,
    needs: 'segments:read',
  },
  commands: [
    {
      label: { en: 'Make a segment', fr: 'Créer un segment', es: 'Crear un segmento' },
      to: '/segments/new',
      needs: 'segments:write',
    },
  ],
}
