import Button from '@mui/material/Button'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useListContext, useTranslate } from 'ra-core'
import { useState } from 'react'
import { api } from '../data/api.ts'
import { useApi } from '../data/useApi.ts'
import { useAsyncAction } from '../data/useAsyncAction.ts'

interface PeopleListName {
  readonly id: string
  readonly name: string
}

/** Puts the chosen people into a list. */
export function AddToList() {
  const translate = useTranslate()
  const { selectedIds, onUnselectItems } = useListContext()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const { data } = useApi<{ data: PeopleListName[] }>(anchor ? '/lists' : null, { limit: 200 })
  const { run, busy } = useAsyncAction(
    async (listId: string) => {
      await api.post(`/lists/${listId}/members`, { contactIds: selectedIds })
      onUnselectItems()
    },
    { done: 'people.added_to_list', changes: ['lists'] },
  )
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        disabled={busy}
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {translate('people.add_to_list')}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null && data !== undefined} onClose={() => setAnchor(null)}>
        {data?.data.length === 0 && <MenuItem disabled>{translate('people.no_lists')}</MenuItem>}
        {data?.data.map(({ id, name }) => (
          <MenuItem
            key={id}
            onClick={() => {
              setAnchor(null)
              void run(id)
            }}
          >
            {name}
          </MenuItem>
        ))}
      </Menu>
    </>
  )
}
