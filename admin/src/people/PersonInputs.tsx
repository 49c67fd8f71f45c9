import Stack from '@mui/material/Stack'
import { TextInput } from 'ra-ui-materialui'

/** What is known of every person; used for new ones and for changes. */
export function PersonInputs() {
  const two = { direction: { xs: 'column', sm: 'row' }, sx: { gap: { xs: 0, sm: 2 } } } as const
  return (
    <>
      <Stack {...two}>
        <TextInput source="firstName" label="people.fields.first_name" autoComplete="off" />
        <TextInput source="lastName" label="people.fields.last_name" autoComplete="off" />
      </Stack>
      <Stack {...two}>
        <TextInput source="locale" label="people.fields.locale" helperText="people.hints.locale" />
        <TextInput source="country" label="people.fields.country" helperText="people.hints.country" />
      </Stack>
      <Stack {...two}>
        <TextInput source="timeZone" label="people.fields.time_zone" helperText="people.hints.time_zone" />
        <TextInput source="externalId" label="people.fields.external_id" helperText="people.hints.external_id" />
      </Stack>
    </>
  )
}
