import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import MuiLink from '@mui/material/Link'
import Stack from '@mui/material/Stack'
import { useListContext, useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import type { RowsProps } from './Rows.tsx'

/** The same list where it is narrow: one card a row, the first column as its title. */
export function Cards<T extends { id: string }>({ rows, columns, rowTo, rowName, selectable }: RowsProps<T>) {
  const translate = useTranslate()
  const { selectedIds = [], onToggleItem } = useListContext()
  const [title, ...others] = columns
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {rows.map((row) => (
        <Stack
          key={row.id}
          component="li"
          direction="row"
          sx={{
            alignItems: 'flex-start',
            p: 1.5,
            borderBottom: 1,
            borderColor: 'divider',
            '&:last-child': { borderBottom: 0 },
          }}
        >
          {selectable && (
            <Checkbox
              size="small"
              sx={{ mt: -0.5 }}
              checked={selectedIds.includes(row.id)}
              onChange={() => onToggleItem(row.id)}
              slotProps={{ input: { 'aria-label': rowName(row) } }}
            />
          )}
          <Box sx={{ minWidth: 0, flex: 1 }}>
            <Box sx={{ overflowWrap: 'anywhere', fontWeight: 600 }}>
              {rowTo ? (
                <MuiLink component={Link} to={rowTo(row)} color="textPrimary">
                  {title?.render(row)}
                </MuiLink>
              ) : (
                title?.render(row)
              )}
            </Box>
            <Stack direction="row" sx={{ flexWrap: 'wrap', columnGap: 2, rowGap: 0.25, fontSize: 14 }}>
              {others
                .filter(({ isEmpty }) => !isEmpty?.(row))
                .map((column) => (
                  <Box key={column.id} sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
                    <Box component="span" sx={{ color: 'text.secondary', mr: 0.75 }}>
                      {translate(column.label)}
                    </Box>
                    {column.render(row)}
                  </Box>
                ))}
            </Stack>
          </Box>
        </Stack>
      ))}
    </Box>
  )
}
