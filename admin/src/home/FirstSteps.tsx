import DoneIcon from '@mui/icons-material/CheckCircleOutlined'
import OpenIcon from '@mui/icons-material/RadioButtonUnchecked'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import type { Permission } from '../../../core/workspaces/permissions.ts'
import { useApi } from '../data/useApi.ts'
import { Section } from '../parts/Section.tsx'
import { useMe } from '../session/useSession.ts'

const STEPS = [
  { name: 'account', path: '/accounts', to: '/accounts', needs: 'accounts:write', reads: 'accounts:read' },
  { name: 'people', path: '/contacts', to: '/imports', needs: 'contacts:import', reads: 'contacts:read' },
  { name: 'template', path: '/templates', to: '/templates', needs: 'templates:write', reads: 'templates:read' },
  { name: 'campaign', path: '/campaigns', to: '/campaigns/new', needs: 'campaigns:write', reads: 'campaigns:read' },
] as const satisfies readonly { name: string; path: string; to: string; needs: Permission; reads: Permission }[]

/** A workspace in which nothing was sent yet: what comes first, and what is done already. */
export function FirstSteps() {
  const translate = useTranslate()
  const { permissions } = useMe()
  return (
    <Section title={translate('home.first_steps')}>
      <Typography color="textSecondary" sx={{ mb: 1 }}>
        {translate('home.first_text')}
      </Typography>
      <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {STEPS.map((step) => (
          <Step key={step.name} step={step} permissions={permissions} />
        ))}
      </Box>
    </Section>
  )
}

function Step({ step, permissions }: { step: (typeof STEPS)[number]; permissions: readonly Permission[] }) {
  const translate = useTranslate()
  const { data } = useApi<{ data: unknown[] }>(permissions.includes(step.reads) ? step.path : null, { limit: 1 })
  const done = (data?.data.length ?? 0) > 0
  const Icon = done ? DoneIcon : OpenIcon
  return (
    <Box
      component="li"
      sx={{
        display: 'flex',
        alignItems: 'center',
        flexWrap: 'wrap',
        gap: 1.5,
        py: 1.25,
        borderTop: 1,
        borderColor: 'divider',
      }}
    >
      <Icon color={done ? 'success' : 'disabled'} titleAccess={translate(done ? 'home.step_done' : 'home.step_open')} />
      <Box sx={{ flex: '1 1 220px' }}>
        <Typography sx={{ fontWeight: 600 }}>{translate(`home.steps.${step.name}`)}</Typography>
        <Typography variant="body2" color="textSecondary">
          {translate(`home.step_texts.${step.name}`)}
        </Typography>
      </Box>
      {permissions.includes(step.needs) && (
        <Button component={Link} to={step.to} variant={done ? 'text' : 'outlined'}>
          {translate(`home.step_actions.${step.name}`)}
        </Button>
      )}
    </Box>
  )
}
