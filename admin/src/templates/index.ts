import TemplateIcon from '@mui/icons-material/ArticleOutlined'
import type { PanelPage } from '../registry.ts'

const label = { en: 'Templates', fr: 'Modèles', es: 'Plantillas' }

/** Templates: what is said, in each language; written, tried, published, kept by version. */
export const templates: PanelPage = {
  name: 'templates',
  messages: () => import('./messages/index.ts'),
  help: 'templates',
  routes: [
    { path: '/templates', page: () => import('./list/TemplateList.tsx'), needs: 'templates:read' },
    { path: '/templates/new', page: () => import('./new/NewTemplate.tsx'), needs: 'templates:write' },
    { path: '/templates/:id', page: () => import('./editor/TemplatePage.tsx'), needs: 'templates:read' },
  ],
  menu: { label, icon: TemplateIcon, to: '/templates', group: 'work', order: 20, needs: 'templates:read' },
  commands: [
    {
      label: { en: 'Make a template', fr: 'Créer un modèle', es: 'Crear una plantilla' },
      to: '/templates/new',
      needs: 'templates:write',
    },
  ],
}
