import Button from '@mui/material/Button'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useListContext, useNotify, useTranslate } from 'ra-core'
import { useState } from 'react'
import { api } from '../data/api.ts'
import { useApi } from '../data/useApi.ts'
import { useAsyncAction } from '../data/useAsyncAction.ts'

interface PeopleListName {
  readonly id: string
  readonly name: string
}

/** Puts the chosen people into a list, or all whom the filters find. */
export function AddToList({ found }: { found?: boolean }) {
  const translate = useTranslate()
  const notify = useNotify()
  const { selectedIds, filterValues, onUnselectItems } = useListContext()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const { data } = useApi<{ data: PeopleListName[] }>(anchor ? '/lists' : null, { limit: 200 })
  const { run, busy } = useAsyncAction(
    async (listId: string) => {
      const who = found ? { filter: filterValues } : { contactIds: selectedIds }
      const { people } = await api.post<{ people: number }>(`/lists/${listId}/members`, who)
      if (!found) onUnselectItems()
      notify('people.added_to_list', { type: 'success', messageArgs: { smart_count: people } })
    },
    { changes: ['lists', '/lists'] },
  )
  // Everybody there is does not need a list.
  if (found && Object.keys(filterValues).length === 0) return null
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        disabled={busy}
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {translate(found ? 'people.add_found' : 'people.add_to_list')}
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
