import Button from '@mui/material/Button'
import Grid from '@mui/material/Grid'
import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useMemo } from 'react'
import { Link, useParams } from 'react-router-dom'
import { isProblem } from '../data/problem.ts'
import { useApi } from '../data/useApi.ts'
import { NotFound } from '../layout/Missing.tsx'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { Page } from '../parts/Page.tsx'
import { PeopleCountText } from '../parts/people/PeopleCountText.tsx'
import { PeopleTable } from '../parts/people/PeopleTable.tsx'
import { RemoveButton } from '../parts/RemoveButton.tsx'
import { Section } from '../parts/Section.tsx'
import { TimeAgo } from '../parts/TimeAgo.tsx'
import { UsedWhere } from '../parts/UsedWhere.tsx'
import { useCan } from '../session/useSession.ts'
import { segments } from './calls.ts'
import { toTree } from './rules/tree.ts'
import { useSentence } from './rules/useSentence.ts'
import { useWorld } from './rules/useWorld.ts'
import type { LastCount, Segment } from './types.ts'

/** A segment: what it asks, how many fit now, who they are, and where it is used. */
export default function SegmentPage() {
  const translate = useTranslate()
  const { id } = useParams()
  const { data: segment, error, refetch } = useApi<Segment>(`/segments/${id}`)
  const mayWrite = useCan('segments:write')
  const mayReadPeople = useCan('contacts:read')
  if (isProblem(error) && (error.status === 404 || error.status === 422)) return <NotFound />
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (!segment) return <LinearProgress aria-label={translate('shell.loading')} />
  return (
    <Page
      title={segment.name}
      above={{ to: '/segments', label: translate('segments.title') }}
      actions={
        mayWrite && (
          <>
            <RemoveButton
              title={translate('segments.remove_title', { name: segment.name })}
              inUse={translate('segments.in_use')}
              done="segments.removed"
              remove={() => segments.remove(segment.id)}
              list="/segments"
            >
              {translate('segments.remove_text')}
            </RemoveButton>
            <Button component={Link} to={`/segments/${segment.id}/edit`} variant="contained">
              {translate('ra.action.edit')}
            </Button>
          </>
        )
      }
    >
      <Grid container spacing={2}>
        <Grid size={{ xs: 12, md: 8 }}>
          <Asked segment={segment} />
        </Grid>
        <Grid size={{ xs: 12, md: 4 }}>
          <UsedWhere path={`/segments/${segment.id}/usage`} />
        </Grid>
      </Grid>
      {mayReadPeople && (
        <PeopleTable
          filter={{ segment: segment.id }}
          empty={{ title: 'segments.nobody_title', text: 'segments.nobody_text' }}
        />
      )}
    </Page>
  )
}

function Asked({ segment }: { segment: Segment }) {
  const translate = useTranslate()
  const world = useWorld()
  const sentence = useSentence(world)
  const tree = useMemo(() => toTree(segment.rules), [segment.rules])
  const { data, error, refetch } = useApi<LastCount>(`/segments/${segment.id}/count`)
  const people = data ?? segment.people
  return (
    <Section title={translate('segments.who_is_in')}>
      <Typography sx={{ fontSize: '1.75rem', fontWeight: 650, fontVariantNumeric: 'tabular-nums' }} role="status">
        <PeopleCountText people={people} />
      </Typography>
      {people && (
        <Typography variant="body2" color="textSecondary">
          {translate('segments.counted')} <TimeAgo at={people.at} />
        </Typography>
      )}
      <ErrorNote error={error} onRetry={() => void refetch()} />
      <Typography sx={{ mt: 1.5, overflowWrap: 'anywhere' }}>
        {translate('segments.says.whole', { rules: world.ready ? sentence(tree) : '…' })}
      </Typography>
      {segment.description && (
        <Typography color="textSecondary" sx={{ mt: 1.5, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {segment.description}
        </Typography>
      )}
    </Section>
  )
}
