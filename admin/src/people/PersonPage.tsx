import Grid from '@mui/material/Grid'
import LinearProgress from '@mui/material/LinearProgress'
import { useTranslate } from 'ra-core'
import { useParams } from 'react-router-dom'
import { isProblem } from '../data/problem.ts'
import { useApi } from '../data/useApi.ts'
import { NotFound } from '../layout/Missing.tsx'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { Page } from '../parts/Page.tsx'
import { nameOf } from '../parts/people/names.ts'
import { useCan } from '../session/useSession.ts'
import { Addresses } from './Addresses.tsx'
import { Consents } from './Consents.tsx'
import { PersonActions } from './PersonActions.tsx'
import { PersonFacts } from './PersonFacts.tsx'
import { Standing } from './Standing.tsx'
import { StandingNow } from './StandingNow.tsx'
import { Timeline } from './Timeline.tsx'
import type { ContactDetail } from './types.ts'

/** One person: who it is, how to reach, what was agreed to, what happened. */
export default function PersonPage() {
  const translate = useTranslate()
  const { id } = useParams()
  const { data: person, error, refetch } = useApi<ContactDetail>(`/contacts/${id}`)
  const may = { consents: useCan('consent:read'), events: useCan('events:read') }
  if (isProblem(error) && (error.status === 404 || error.status === 422)) return <NotFound />
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (!person) return <LinearProgress aria-label={translate('shell.loading')} />
  return (
    <Page
      title={nameOf(person) || translate('parts.no_name')}
      titleExtra={<Standing contact={person} />}
      above={{ to: '/people', label: translate('people.title') }}
      actions={<PersonActions person={person} />}
    >
      <Grid container spacing={2}>
        <Grid size={{ xs: 12, lg: 6 }}>
          <PersonFacts person={person} />
          <Addresses person={person} />
        </Grid>
        <Grid size={{ xs: 12, lg: 6 }}>
          {may.consents && <StandingNow contactId={person.id} />}
          {may.consents && <Consents contactId={person.id} />}
          {may.events && <Timeline contactId={person.id} />}
        </Grid>
      </Grid>
    </Page>
  )
}
