import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import List from '@mui/material/List'
import ListItem from '@mui/material/ListItem'
import ListItemButton from '@mui/material/ListItemButton'
import ListItemText from '@mui/material/ListItemText'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useId, useState } from 'react'
import { Link } from 'react-router-dom'
import { api, type Query } from '../data/api.ts'
import { useFormat } from '../i18n/useFormat.ts'
import { ErrorNote } from './ErrorNote.tsx'

interface Person {
  readonly id?: string
  readonly contactId?: string
  readonly firstName?: string | null
  readonly lastName?: string | null
  readonly address?: string | null
}

interface People {
  readonly data: Person[]
  readonly next: string | null
}

export interface ExplainProps {
  readonly count: number
  /** What the number counts: the title of the list. */
  readonly title: string
  /** Where the people are, page by page: `/campaigns/<id>/audience`. */
  readonly path: string
  readonly query?: Query
  /** For what is asked by POST: a plan that is not saved. Limit and cursor are added. */
  readonly body?: object
}

/** A number that can be asked who it is: opens the people behind it. */
export function Explain(props: ExplainProps) {
  const translate = useTranslate()
  const { number } = useFormat()
  const [open, setOpen] = useState(false)
  if (props.count === 0) return <span>{number(0)}</span>
  return (
    <>
      <Button
        size="small"
        onClick={() => setOpen(true)}
        aria-label={translate('parts.who', { count: number(props.count), title: props.title })}
        sx={{ minWidth: 0, px: 0.75, fontVariantNumeric: 'tabular-nums', textDecoration: 'underline' }}
      >
        {number(props.count)}
      </Button>
      {open && <Behind {...props} onClose={() => setOpen(false)} />}
    </>
  )
}

function Behind({ title, path, query, body, onClose }: ExplainProps & { onClose: () => void }) {
  const translate = useTranslate()
  const id = useId()
  const { data, error, fetchNextPage, hasNextPage, isFetching } = useInfiniteQuery({
    queryKey: ['api', path, query, body, 'people'],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      body
        ? api.post<People>(path, { ...body, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }, { query, signal })
        : api.get<People>(path, { query: { limit: 50, ...query, cursor: pageParam }, signal }),
    getNextPageParam: ({ next }) => next,
  })
  const people = data?.pages.flatMap((page) => page.data) ?? []
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} fullWidth maxWidth="xs">
      <DialogTitle id={id}>{title}</DialogTitle>
      <DialogContent>
        <ErrorNote error={error} onRetry={() => void fetchNextPage()} />
        <List dense>
          {people.map((person) => (
            <ListItem key={person.id ?? person.contactId} disablePadding>
              <ListItemButton component={Link} to={`/people/${person.contactId ?? person.id}`}>
                <ListItemText primary={nameOf(person) || translate('parts.no_name')} secondary={person.address} />
              </ListItemButton>
            </ListItem>
          ))}
        </List>
        {hasNextPage && (
          <Button onClick={() => void fetchNextPage()} disabled={isFetching}>
            {translate('parts.more')}
          </Button>
        )}
      </DialogContent>
    </Dialog>
  )
}

const nameOf = ({ firstName, lastName }: Person) => [firstName, lastName].filter(Boolean).join(' ')
