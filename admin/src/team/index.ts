import TeamIcon from '@mui/icons-material/GroupsOutlined'
import type { PanelPage } from '../registry.ts'

/** The team: members and their sessions, API keys, the audit log. */
export const team: PanelPage = {
  name: 'team',
  messages: () => import('./messages/index.ts'),
  help: 'team',
  routes: [
    { path: '/team', page: () => import('./members/MemberList.tsx'), needs: 'users:read' },
    { path: '/team/new', page: () => import('./members/MemberNew.tsx'), needs: 'users:write' },
    { path: '/team/:id', page: () => import('./members/MemberPage.tsx'), needs: 'users:read' },
    { path: '/team/keys', page: () => import('./keys/KeyList.tsx'), needs: 'api_keys:read' },
    { path: '/team/keys/new', page: () => import('./keys/KeyNew.tsx'), needs: 'api_keys:write' },
    { path: '/team/audit', page: () => import('./audit/AuditList.tsx'), needs: 'audit:read' },
  ],
  menu: {
    label: { en: 'Team', fr: 'Équipe', es: 'Equipo' },
    icon: TeamIcon,
    to: '/team',
    group: 'setup',
    order: 30,
    needs: 'users:read',
  },
  commands: [
    {
      label: { en: 'Add a member', fr: 'Ajouter un membre', es: 'Añadir un miembro' },
      to: '/team/new',
      needs: 'users:write',
    },
    {
      label: { en: 'API keys', fr: 'Clés d’API', es: 'Claves de API' },
      to: '/team/keys',
      needs: 'api_keys:read',
    },
    {
      label: { en: 'Audit log', fr: 'Journal d’audit', es: 'Registro de auditoría' },
      to: '/team/audit',
      needs: 'audit:read',
    },
  ],
}
