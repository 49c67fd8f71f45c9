import PeopleIcon from '@mui/icons-material/PeopleAltOutlined'
import type { PanelPage } from '../registry.ts'

const label = { en: 'People', fr: 'Personnes', es: 'Personas' }

/** People: the list, one person, a new one. The model for other folders. */
export const people: PanelPage = {
  name: 'people',
  messages: () => import('./messages/index.ts'),
  help: 'consent',
  routes: [
    { path: '/people', page: () => import('./PeopleList.tsx'), needs: 'contacts:read' },
    { path: '/people/new', page: () => import('./PersonNew.tsx'), needs: 'contacts:write' },
    { path: '/people/:id', page: () => import('./PersonPage.tsx'), needs: 'contacts:read' },
  ],
  menu: { label, icon: PeopleIcon, to: '/people', group: 'audience', order: 10, needs: 'contacts:read' },
  commands: [
    {
      label: { en: 'Add a person', fr: 'Ajouter une personne', es: 'Añadir una persona' },
      to: '/people/new',
      needs: 'contacts:write',
    },
  ],
  search: {
    label,
    needs: 'contacts:read',
    async find(text, signal) {
      const [{ people: calls }, { nameOf, mainAddress }] = await Promise.all([
        import('./calls.ts'),
        import('../parts/people/names.ts'),
      ])
      const found = await calls.find(text, signal)
      return found.map((one) => ({
        text: [...new Set([nameOf(one), mainAddress(one)])].filter(Boolean).join(' · ') || one.id,
        to: `/people/${one.id}`,
      }))
    },
  },
}
