import Checkbox from '@mui/material/Checkbox'
import MuiLink from '@mui/material/Link'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import TableSortLabel from '@mui/material/TableSortLabel'
import { useListContext, useTranslate } from 'ra-core'
import type { MouseEvent } from 'react'
import { Link, useNavigate } from 'react-router-dom'
import type { Column } from './types.ts'

export interface RowsProps<T> {
  readonly rows: readonly T[]
  readonly columns: readonly Column<T>[]
  readonly rowTo: ((row: T) => string) | undefined
  readonly rowName: (row: T) => string
  readonly selectable: boolean
}

/** The list as a table. The first column is the link; a click anywhere else in the row follows it too. */
export function Rows<T extends { id: string }>({ rows, columns, rowTo, rowName, selectable }: RowsProps<T>) {
  const translate = useTranslate()
  const navigate = useNavigate()
  const { selectedIds = [], onToggleItem, onSelect } = useListContext()
  const all = rows.length > 0 && rows.every(({ id }) => selectedIds.includes(id))
  const some = rows.some(({ id }) => selectedIds.includes(id))
  return (
    <Table size="small">
      <TableHead>
        <TableRow>
          {selectable && (
            <TableCell padding="checkbox">
              <Checkbox
                checked={all}
                indeterminate={some && !all}
                onChange={() => onSelect(all ? [] : rows.map(({ id }) => id))}
                slotProps={{ input: { 'aria-label': translate('ra.action.select_all') } }}
              />
            </TableCell>
          )}
          {columns.map((column) => (
            <Heading key={column.id} column={column} />
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <TableRow
            key={row.id}
            hover={rowTo !== undefined}
            selected={selectedIds.includes(row.id)}
            onClick={(event) => rowTo && isRowItself(event) && navigate(rowTo(row))}
            sx={rowTo ? { cursor: 'pointer' } : {}}
          >
            {selectable && (
              <TableCell padding="checkbox">
                <Checkbox
                  checked={selectedIds.includes(row.id)}
                  onChange={() => onToggleItem(row.id)}
                  slotProps={{ input: { 'aria-label': rowName(row) } }}
                />
              </TableCell>
            )}
            {columns.map((column, i) => (
              <TableCell key={column.id} align={column.numeric ? 'right' : 'left'} sx={{ overflowWrap: 'break-word' }}>
                {i === 0 && rowTo ? (
                  <MuiLink component={Link} to={rowTo(row)} color="textPrimary" sx={{ fontWeight: 600 }}>
                    {column.render(row)}
                  </MuiLink>
                ) : (
                  column.render(row)
                )}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

function Heading<T>({ column }: { column: Column<T> }) {
  const translate = useTranslate()
  const { sort, setSort } = useListContext()
  const active = column.sort !== undefined && sort.field === column.sort
  const order = active && sort.order === 'DESC' ? 'desc' : 'asc'
  const next = active && order === 'asc' ? 'DESC' : 'ASC'
  return (
    <TableCell align={column.numeric ? 'right' : 'left'} sortDirection={active ? order : false}>
      {column.sort ? (
        <TableSortLabel active={active} direction={order} onClick={() => setSort({ field: column.sort!, order: next })}>
          {translate(column.label)}
        </TableSortLabel>
      ) : (
        translate(column.label)
      )}
    </TableCell>
  )
}

/** A click on a link, a checkbox or a button in the row is that thing's own; so is one in a menu or dialog that it opened. */
const isRowItself = ({ target, currentTarget }: MouseEvent<HTMLElement>) =>
  target instanceof Element && currentTarget.contains(target) && !target.closest('a, button, input, label')
