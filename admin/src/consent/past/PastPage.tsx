import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import { useSearchParams } from 'react-router-dom'
import { useApi } from '../../data/useApi.ts'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { PersonPicker, type PickedPerson } from '../../parts/PersonPicker.tsx'
import { ConsentPage } from '../ConsentPage.tsx'
import { StateAt } from './StateAt.tsx'

export interface PastPerson extends PickedPerson {
  readonly held: boolean
  readonly objectedAt: string | null
}

/** How one person's consents stood at any moment. Person and moment are in the address, so that it can be handed on. */
export default function PastPage() {
  const translate = useTranslate()
  const [search, setSearch] = useSearchParams()
  const id = search.get('person')
  const at = momentOf(search.get('at'))
  const { data: person } = useApi<PastPerson>(id ? `/contacts/${id}` : null)
  const set = (name: string, value: string | null) =>
    setSearch(
      (before) => {
        if (value) before.set(name, value)
        else before.delete(name)
        return before
      },
      { replace: true },
    )
  return (
    <ConsentPage title={translate('consent.past.title')} about={translate('consent.past.about')}>
      <Stack direction={{ xs: 'column', md: 'row' }} sx={{ gap: 2, mb: 2, alignItems: { md: 'flex-start' } }}>
        <Stack sx={{ flex: 1, maxWidth: { md: 480 } }}>
          <PersonPicker
            label={translate('consent.person')}
            value={id && person ? person : null}
            onChange={(picked) => set('person', picked?.id ?? null)}
          />
        </Stack>
        <TextField
          type="datetime-local"
          label={translate('consent.past.at')}
          helperText={translate('consent.past.at_hint')}
          value={search.get('at') ?? ''}
          onChange={(event) => set('at', event.target.value)}
          slotProps={{ inputLabel: { shrink: true } }}
          sx={{ width: { xs: '100%', md: 260 } }}
        />
      </Stack>
      {id ? (
        <StateAt key={id} person={person} id={id} at={at} />
      ) : (
        <EmptyState title={translate('consent.past.pick_title')} text={translate('consent.past.pick_text')} />
      )}
    </ConsentPage>
  )
}

/** A time of this browser's zone as the API takes it; null: now. */
function momentOf(text: string | null): string | null {
  const time = new Date(text ?? '').getTime()
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}
