import Button from '@mui/material/Button'
import Grid from '@mui/material/Grid'
import LinearProgress from '@mui/material/LinearProgress'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
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
import { UsedWhere } from '../parts/UsedWhere.tsx'
import { useCan } from '../session/useSession.ts'
import { AddPeople } from './AddPeople.tsx'
import { lists } from './calls.ts'
import { ListForm } from './ListForm.tsx'
import { TakeOff } from './TakeOff.tsx'
import type { List, ListInput } from './types.ts'

/** A list: what it is, who is on it, where it is used. */
export default function ListPage() {
  const translate = useTranslate()
  const { id } = useParams()
  const { data: list, error, refetch } = useApi<List>(`/lists/${id}`)
  const may = { write: useCan('lists:write'), people: useCan('contacts:read'), import: useCan('contacts:import') }
  const [adding, setAdding] = useState(false)
  if (isProblem(error) && (error.status === 404 || error.status === 422)) return <NotFound />
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (!list) return <LinearProgress aria-label={translate('shell.loading')} />
  const importing = may.import && (
    <Button component={Link} to={`/imports/new?list=${list.id}`}>
      {translate('lists.import')}
    </Button>
  )
  const add = may.write && may.people && (
    <Button variant="contained" onClick={() => setAdding(true)}>
      {translate('lists.add_people')}
    </Button>
  )
  return (
    <Page
      title={list.name}
      above={{ to: '/lists', label: translate('lists.title') }}
      actions={
        <>
          {may.write && (
            <RemoveButton
              title={translate('lists.remove_title', { name: list.name })}
              inUse={translate('lists.in_use')}
              done="lists.removed"
              remove={() => lists.remove(list.id)}
              list="/lists"
            >
              {translate('lists.remove_text')}
            </RemoveButton>
          )}
          {importing}
          {add}
        </>
      }
    >
      <Grid container spacing={2}>
        <Grid size={{ xs: 12, md: 7 }}>
          <About list={list} mayWrite={may.write} />
        </Grid>
        <Grid size={{ xs: 12, md: 5 }}>
          <UsedWhere path={`/lists/${list.id}/usage`} />
        </Grid>
      </Grid>
      {may.people && (
        <PeopleTable
          filter={{ list: list.id }}
          bulk={may.write ? <TakeOff listId={list.id} /> : undefined}
          empty={{
            title: 'lists.nobody_title',
            text: 'lists.nobody_text',
            action: (
              <Stack direction="row" sx={{ gap: 1, justifyContent: 'center', flexWrap: 'wrap' }}>
                {importing}
                {add}
              </Stack>
            ),
          }}
        />
      )}
      {adding && <AddPeople list={list} onClose={() => setAdding(false)} />}
    </Page>
  )
}

function About({ list, mayWrite }: { list: List; mayWrite: boolean }) {
  const translate = useTranslate()
  const queryClient = useQueryClient()
  const [editing, setEditing] = useState(false)
  const save = async (values: ListInput) => {
    await lists.change(list.id, values)
    for (const queryKey of [['lists'], ['api', '/lists'], ['api', `/lists/${list.id}`]])
      await queryClient.invalidateQueries({ queryKey })
    setEditing(false)
  }
  const edit = mayWrite && !editing && (
    <Button size="small" onClick={() => setEditing(true)}>
      {translate('ra.action.edit')}
    </Button>
  )
  return (
    <Section title={translate('lists.about')} actions={edit}>
      {editing ? (
        <ListForm values={list} save={save} onCancel={() => setEditing(false)} />
      ) : (
        <>
          <Typography sx={{ fontSize: '1.75rem', fontWeight: 650, fontVariantNumeric: 'tabular-nums' }} role="status">
            <PeopleCountText people={list.people} />
          </Typography>
          <Typography color="textSecondary">{translate('lists.people_on_it')}</Typography>
          {list.description && (
            <Typography sx={{ mt: 1.5, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {list.description}
            </Typography>
          )}
        </>
      )}
    </Section>
  )
}
