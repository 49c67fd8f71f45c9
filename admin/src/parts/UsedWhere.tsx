import Chip from '@mui/material/Chip'
import List from '@mui/material/List'
import ListItemButton from '@mui/material/ListItemButton'
import ListItemText from '@mui/material/ListItemText'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import type { Usage } from '../../../core/segments/schema.ts'
import { useApi } from '../data/useApi.ts'
import { ErrorNote } from './ErrorNote.tsx'
import { Section } from './Section.tsx'
import { StateChip } from './StateChip.tsx'

/** Campaigns and segments that name a list, a segment, an account, …: `path` is its `…/usage`. */
export function UsedWhere({ path }: { path: string }) {
  const translate = useTranslate()
  const { data, error, refetch } = useApi<Pick<Usage, 'campaigns'> & Partial<Usage>>(path)
  const segments = data?.segments ?? []
  const nothing = data && data.campaigns.length === 0 && segments.length === 0
  return (
    <Section title={translate('parts.used_where')}>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton height={40} />}
      {nothing && <Typography color="textSecondary">{translate('parts.used_nowhere')}</Typography>}
      {data && !nothing && (
        <List dense disablePadding>
          {data.campaigns.map(({ id, name, state }) => (
            <ListItemButton key={id} component={Link} to={`/campaigns/${id}`} disableGutters sx={{ px: 1, gap: 1 }}>
              <ListItemText primary={name} slotProps={{ primary: { sx: { overflowWrap: 'anywhere' } } }} />
              <StateChip of="campaign_states" state={state} />
            </ListItemButton>
          ))}
          {segments.map(({ id, name }) => (
            <ListItemButton key={id} component={Link} to={`/segments/${id}`} disableGutters sx={{ px: 1, gap: 1 }}>
              <ListItemText primary={name} slotProps={{ primary: { sx: { overflowWrap: 'anywhere' } } }} />
              <Chip label={translate('resources.segments.name', { smart_count: 1 })} variant="outlined" />
            </ListItemButton>
          ))}
        </List>
      )}
    </Section>
  )
}
