import Button from '@mui/material/Button'
import { useListContext, useTranslate } from 'ra-core'
import { useAsyncAction } from '../data/useAsyncAction.ts'
import { lists } from './calls.ts'

/** Takes the chosen people off the list; they stay people, and can be put back. */
export function TakeOff({ listId }: { listId: string }) {
  const translate = useTranslate()
  const { selectedIds, onUnselectItems } = useListContext()
  const { run, busy } = useAsyncAction(
    async () => {
      await lists.takeOff(listId, { contactIds: selectedIds })
      onUnselectItems()
    },
    { done: 'lists.taken_off', changes: ['contacts', 'lists', `/lists/${listId}`] },
  )
  return (
    <Button size="small" variant="outlined" disabled={busy} onClick={() => void run()}>
      {translate('lists.take_off')}
    </Button>
  )
}
