import Chip from '@mui/material/Chip'
import Stack from '@mui/material/Stack'
import { useTranslate } from 'ra-core'
import type { Contact } from './types.ts'

/** What holds for the person as a whole: an objection, a restriction. */
export function Standing({ contact }: { contact: Pick<Contact, 'held' | 'objectedAt'> }) {
  const translate = useTranslate()
  return (
    <Stack direction="row" sx={{ gap: 0.5, flexWrap: 'wrap' }} component="span">
      {contact.objectedAt && (
        <Chip component="span" label={translate('people.objected')} color="error" variant="outlined" />
      )}
      {contact.held && <Chip component="span" label={translate('people.held')} color="warning" variant="outlined" />}
    </Stack>
  )
}
