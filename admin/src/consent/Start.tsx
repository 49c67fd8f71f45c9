import { Navigate } from 'react-router-dom'
import { useMe } from '../session/useSession.ts'
import { useConsentTabs } from './tabs.ts'

/** The first of the pages that this role may see. */
export default function Start() {
  const { permissions } = useMe()
  const first = useConsentTabs().find(({ needs }) => !needs || permissions.includes(needs))
  return <Navigate to={first!.to} replace />
}
