import Box from '@mui/material/Box'
import MuiLink from '@mui/material/Link'
import { Link, useLocation } from 'react-router-dom'
import type { Permission } from '../../../core/workspaces/permissions.ts'
import { useMe } from '../session/useSession.ts'

export interface PageTab {
  readonly to: string
  readonly label: string
  readonly needs?: Permission
}

/** Pages that belong together, as links in a row; those that the role does not allow are left out. */
export function PageTabs({ tabs, label }: { tabs: readonly PageTab[]; label: string }) {
  const { pathname } = useLocation()
  const { permissions } = useMe()
  const shown = tabs.filter(({ needs }) => !needs || permissions.includes(needs))
  if (shown.length < 2) return null
  return (
    <Box
      component="nav"
      aria-label={label}
      sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2.5, mb: 2, borderBottom: 1, borderColor: 'divider' }}
    >
      {shown.map(({ to, label: name }) => {
        const here = pathname === to
        return (
          <MuiLink
            key={to}
            component={Link}
            to={to}
            underline="none"
            aria-current={here ? 'page' : undefined}
            sx={{
              py: 1,
              mb: '-1px',
              fontWeight: 600,
              color: here ? 'primary.main' : 'text.secondary',
              borderBottom: 2,
              borderColor: here ? 'primary.main' : 'transparent',
              '&:hover': { color: 'text.primary' },
            }}
          >
            {name}
          </MuiLink>
        )
      })}
    </Box>
  )
}
