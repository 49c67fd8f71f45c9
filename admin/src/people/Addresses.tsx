import DeleteIcon from '@mui/icons-material/DeleteOutlined'
import Button from '@mui/material/Button'
import Chip from '@mui/material/Chip'
import Dialog from '@mui/material/Dialog'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import IconButton from '@mui/material/IconButton'
import List from '@mui/material/List'
import ListItem from '@mui/material/ListItem'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { TextInput } from 'ra-ui-materialui'
import { useState } from 'react'
import type { AddressInput } from '../../../core/contacts/schema.ts'
import { useAsyncAction } from '../data/useAsyncAction.ts'
import { ApiForm } from '../parts/ApiForm.tsx'
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx'
import { Section } from '../parts/Section.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { useCan } from '../session/useSession.ts'
import { AddressKindInput } from './AddressKindInput.tsx'
import { people } from './calls.ts'
import type { Address, ContactDetail } from './types.ts'

/** Where the person can be reached; which address campaigns use. */
export function Addresses({ person }: { person: ContactDetail }) {
  const translate = useTranslate()
  const mayWrite = useCan('contacts:write')
  const [adding, setAdding] = useState(false)
  const queryClient = useQueryClient()
  const save = async (address: AddressInput) => {
    await people.addAddress(person.id, address)
    await queryClient.invalidateQueries({ queryKey: ['api', `/contacts/${person.id}`] })
    await queryClient.invalidateQueries({ queryKey: ['contacts'] })
    setAdding(false)
  }
  const button = mayWrite && (
    <Button size="small" onClick={() => setAdding(true)}>
      {translate('people.add_address')}
    </Button>
  )
  return (
    <Section title={translate('people.addresses')} actions={button}>
      {person.addresses.length === 0 && (
        <Typography color="textSecondary">{translate('people.no_addresses')}</Typography>
      )}
      <List disablePadding>
        {person.addresses.map((address) => (
          <One key={address.id} person={person} address={address} mayWrite={mayWrite} />
        ))}
      </List>
      {adding && (
        <Dialog open onClose={() => setAdding(false)} fullWidth maxWidth="xs" aria-labelledby="add-address">
          <DialogTitle id="add-address">{translate('people.add_address')}</DialogTitle>
          <DialogContent>
            <ApiForm<AddressInput> save={save} onCancel={() => setAdding(false)} submit="ra.action.add">
              <AddressKindInput source="kind" />
              <TextInput source="value" label="people.fields.address" />
            </ApiForm>
          </DialogContent>
        </Dialog>
      )}
    </Section>
  )
}

function One({ person, address, mayWrite }: { person: ContactDetail; address: Address; mayWrite: boolean }) {
  const translate = useTranslate()
  const [removing, setRemoving] = useState(false)
  const options = { changes: [`/contacts/${person.id}`, 'contacts'] }
  const prefer = useAsyncAction(() => people.changeAddress(person.id, address.id, { primary: true }), options)
  const remove = useAsyncAction(() => people.removeAddress(person.id, address.id), options)
  return (
    <ListItem disableGutters sx={{ gap: 1, flexWrap: 'wrap' }}>
      <Stack sx={{ flex: 1, minWidth: 180 }}>
        <Typography sx={{ overflowWrap: 'anywhere' }}>{address.value}</Typography>
        <Stack direction="row" sx={{ gap: 0.5, flexWrap: 'wrap' }}>
          {address.primary && <Chip label={translate('people.primary')} variant="outlined" color="primary" />}
          <StateChip of="address_states" state={address.state} />
          {address.verifiedAt && <Chip label={translate('people.verified')} variant="outlined" />}
        </Stack>
      </Stack>
      {mayWrite && !address.primary && (
        <Button size="small" disabled={prefer.busy} onClick={() => void prefer.run()}>
          {translate('people.make_primary')}
        </Button>
      )}
      {mayWrite && (
        <IconButton
          onClick={() => setRemoving(true)}
          aria-label={translate('people.remove_address', { address: address.value })}
        >
          <DeleteIcon />
        </IconButton>
      )}
      {removing && (
        <ConfirmDialog
          title={translate('people.remove_address', { address: address.value })}
          confirm={translate('ra.action.remove')}
          danger
          busy={remove.busy}
          onClose={() => setRemoving(false)}
          onConfirm={() => void remove.run().then((done) => done && setRemoving(false))}
        >
          {translate('people.remove_address_text')}
        </ConfirmDialog>
      )}
    </ListItem>
  )
}
