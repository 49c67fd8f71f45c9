import CampaignIcon from '@mui/icons-material/CampaignOutlined'
import type { PanelPage } from '../registry.ts'

const label = { en: 'Campaigns', fr: 'Campagnes', es: 'Campañas' }

/** Campaigns: the list, the wizard, two beside each other, and one as it goes (live/). */
export const campaigns: PanelPage = {
  name: 'campaigns',
  messages: () => import('./messages/index.ts'),
  help: 'watch',
  routes: [
    { path: '/campaigns', page: () => import('./list/CampaignList.tsx'), needs: 'campaigns:read' },
    {
      path: '/campaigns/new',
      page: () => import('./wizard/NewCampaign.tsx'),
      needs: 'campaigns:write',
      help: 'first-campaign',
    },
    { path: '/campaigns/compare', page: () => import('./compare/ComparePage.tsx'), needs: 'campaigns:read' },
    {
      path: '/campaigns/:id/edit',
      page: () => import('./wizard/EditCampaign.tsx'),
      needs: 'campaigns:write',
      help: 'schedule',
    },
    { path: '/campaigns/:id', page: () => import('./live/CampaignPage.tsx'), needs: 'campaigns:read' },
  ],
  menu: { label, icon: CampaignIcon, to: '/campaigns', group: 'work', order: 20, needs: 'campaigns:read' },
  commands: [
    {
      label: { en: 'New campaign', fr: 'Nouvelle campagne', es: 'Nueva campaña' },
      to: '/campaigns/new',
      needs: 'campaigns:write',
    },
    {
      label: { en: 'Compare two campaigns', fr: 'Comparer deux campagnes', es: 'Comparar dos campañas' },
      to: '/campaigns/compare',
      needs: 'campaigns:read',
    },
  ],
  search: {
    label,
    needs: 'campaigns:read',
    async find(text, signal) {
      const { campaigns: calls } = await import('./calls.ts')
      return (await calls.find(text, signal)).map(({ id, name }) => ({ text: name, to: `/campaigns/${id}` }))
    },
  },
}
