import Autocomplete from '@mui/material/Autocomplete'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import MuiLink from '@mui/material/Link'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { Link } from 'react-router-dom'
import { useApi } from '../data/useApi.ts'
import { useAsyncAction } from '../data/useAsyncAction.ts'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { PersonPicker, type PickedPerson } from '../parts/PersonPicker.tsx'
import { useCan } from '../session/useSession.ts'
import { lists } from './calls.ts'
import type { List, PeopleChoice } from './types.ts'

/** One after the other, or everybody whom a segment holds now. Stays open until somebody is done. */
export function AddPeople({ list, onClose }: { list: List; onClose: () => void }) {
  const translate = useTranslate()
  const maySegments = useCan('segments:read')
  const { data } = useApi<{ data: { id: string; name: string }[] }>(maySegments ? '/segments' : null, { limit: 200 })
  const segments = data?.data ?? []
  const [segment, setSegment] = useState<{ id: string; name: string } | null>(null)
  const [person, setPerson] = useState<PickedPerson | null>(null)
  const [added, setAdded] = useState<number | null>(null)
  const { run, busy, error } = useAsyncAction(
    async (who: PeopleChoice) => {
      setAdded((await lists.add(list.id, who)).people)
      setPerson(null)
      setSegment(null)
    },
    { changes: ['contacts', 'lists', `/lists/${list.id}`], quiet: true },
  )
  return (
    <Dialog open onClose={busy ? undefined : onClose} fullWidth maxWidth="sm" aria-labelledby="add-people">
      <DialogTitle id="add-people">{translate('lists.add_people_to', { name: list.name })}</DialogTitle>
      <DialogContent>
        <Stack direction="row" sx={{ gap: 1, alignItems: 'center', mt: 1 }}>
          <div style={{ flex: 1, minWidth: 0 }}>
            <PersonPicker label={translate('lists.person')} value={person} onChange={setPerson} />
          </div>
          <Button disabled={!person || busy} onClick={() => person && void run({ contactIds: [person.id] })}>
            {translate('ra.action.add')}
          </Button>
        </Stack>
        {maySegments && (
          <Stack direction="row" sx={{ gap: 1, alignItems: 'center', mt: 1 }}>
            <Autocomplete
              options={segments}
              value={segment}
              onChange={(_event, chosen) => setSegment(chosen)}
              getOptionLabel={({ name }) => name}
              getOptionKey={({ id }) => id}
              isOptionEqualToValue={(one, other) => one.id === other.id}
              noOptionsText={translate('parts.nothing_found')}
              renderInput={(props) => (
                <TextField {...props} label={translate('lists.segment')} helperText={translate('lists.segment_hint')} />
              )}
              sx={{ flex: 1, minWidth: 0 }}
            />
            <Button
              disabled={!segment || busy}
              onClick={() => segment && void run({ filter: { segment: segment.id } })}
            >
              {translate('ra.action.add')}
            </Button>
          </Stack>
        )}
        <ErrorNote error={error} />
        <Typography role="status" sx={{ minHeight: 24, mt: 1 }}>
          {added !== null && translate('lists.added', { smart_count: added })}
        </Typography>
        <Typography color="textSecondary" variant="body2">
          {translate('lists.many')}{' '}
          <MuiLink component={Link} to="/people">
            {translate('lists.to_people')}
          </MuiLink>
        </Typography>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{translate('ra.action.close')}</Button>
      </DialogActions>
    </Dialog>
  )
}
