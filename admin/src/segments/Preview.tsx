import Box from '@mui/material/Box'
import LinearProgress from '@mui/material/LinearProgress'
import List from '@mui/material/List'
import ListItem from '@mui/material/ListItem'
import ListItemText from '@mui/material/ListItemText'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { mainAddress } from '../parts/people/names.ts'
import { PeopleCountText } from '../parts/people/PeopleCountText.tsx'
import { Section } from '../parts/Section.tsx'
import type { usePreview } from './usePreview.ts'

interface PreviewProps {
  readonly preview: ReturnType<typeof usePreview>
  readonly sentence: string
  /** Rules that are not finished are not counted: what stands there is from before. */
  readonly unfinished: boolean
}

/** How many fit, in words what is asked, and examples. */
export function Preview({ preview, sentence, unfinished }: PreviewProps) {
  const translate = useTranslate()
  const { data, error, isFetching, refetch } = preview
  const old = unfinished || isFetching
  return (
    <Section title={translate('segments.who_is_in')}>
      <Box sx={{ height: 4, mt: -1, mb: 0.5 }}>
        {isFetching && <LinearProgress aria-label={translate('segments.counting')} />}
      </Box>
      <Box sx={{ opacity: old ? 0.6 : 1 }}>
        <Typography sx={{ fontSize: '1.75rem', fontWeight: 650, fontVariantNumeric: 'tabular-nums' }} role="status">
          {data ? <PeopleCountText people={data.people} /> : error ? '—' : <Skeleton width={120} />}
        </Typography>
      </Box>
      {unfinished && <Typography color="textSecondary">{translate('segments.unfinished_count')}</Typography>}
      <Typography sx={{ my: 1, overflowWrap: 'anywhere' }}>
        {translate('segments.says.whole', { rules: sentence })}
      </Typography>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {data && data.sample.length > 0 && (
        <Box>
          <Typography variant="h3" sx={{ mt: 1.5 }}>
            {translate('segments.examples')}
          </Typography>
          <List dense disablePadding>
            {data.sample.map((person) => (
              <ListItem key={person.id} disableGutters>
                <ListItemText
                  primary={[person.firstName, person.lastName].filter(Boolean).join(' ') || translate('parts.no_name')}
                  secondary={mainAddress(person)}
                  slotProps={{
                    primary: { sx: { overflowWrap: 'anywhere' } },
                    secondary: { sx: { overflowWrap: 'anywhere' } },
                  }}
                />
              </ListItem>
            ))}
          </List>
        </Box>
      )}
    </Section>
  )
}
