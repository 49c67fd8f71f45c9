import ImportIcon from '@mui/icons-material/UploadFileOutlined'
import type { PanelPage } from '../registry.ts'

/** Imports: a file of people dropped, looked at, mapped, started, watched, and taken back. */
export const imports: PanelPage = {
  name: 'imports',
  messages: () => import('./messages/index.ts'),
  help: 'import',
  routes: [
    { path: '/imports', page: () => import('./ImportList.tsx'), needs: 'contacts:import' },
    { path: '/imports/new', page: () => import('./ImportNew.tsx'), needs: 'contacts:import' },
    { path: '/imports/:id', page: () => import('./ImportPage.tsx'), needs: 'contacts:import' },
  ],
  menu: {
    label: { en: 'Imports', fr: 'Imports', es: 'Importaciones' },
    icon: ImportIcon,
    to: '/imports',
    group: 'audience',
    order: 40,
    needs: 'contacts:import',
  },
  commands: [
    {
      label: { en: 'Import people from a file', fr: 'Importer des personnes', es: 'Importar personas' },
      to: '/imports/new',
      needs: 'contacts:import',
    },
  ],
}
