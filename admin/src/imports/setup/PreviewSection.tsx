import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { Section } from '../../parts/Section.tsx'
import { imports } from '../calls.ts'
import type { PreviewRow } from '../types.ts'

/** The first rows as they would be stored, each with what is wrong. */
export function PreviewSection({ id }: { id: string }) {
  const translate = useTranslate()
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['api', `/imports/${id}/preview`],
    queryFn: ({ signal }) => imports.preview(id, signal),
    placeholderData: keepPreviousData,
  })
  const wrong = data?.rows.filter(({ problems }) => problems.length > 0).length ?? 0
  return (
    <Section title={translate('imports.preview')}>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {data && (
        <Typography color={wrong > 0 ? 'error' : 'textSecondary'} sx={{ mb: 1 }} role="status">
          {translate(wrong > 0 ? 'imports.preview_wrong' : 'imports.preview_fine', {
            smart_count: wrong > 0 ? wrong : data.rows.length,
            rows: data.rows.length,
          })}
        </Typography>
      )}
      {!data && !error && <Skeleton variant="rounded" height={160} />}
      {data && (
        <Box
          sx={{ overflowX: 'auto', opacity: isFetching ? 0.6 : 1 }}
          // A region that scrolls has to be reached by keyboard.
          tabIndex={0}
          role="region"
          aria-label={translate('imports.preview')}
        >
          <Table size="small">
            <TableHead>
              <TableRow>
                {(['line', 'person', 'addresses', 'attributes', 'lists'] as const).map((name) => (
                  <TableCell key={name}>{translate(`imports.preview_columns.${name}`)}</TableCell>
                ))}
              </TableRow>
            </TableHead>
            <TableBody>
              {data.rows.map((row) => (
                <Row key={row.line} row={row} />
              ))}
            </TableBody>
          </Table>
        </Box>
      )}
    </Section>
  )
}

function Row({ row }: { row: PreviewRow }) {
  const translate = useTranslate()
  if (row.problems.length > 0)
    return (
      <TableRow>
        <TableCell>{row.line}</TableCell>
        <TableCell colSpan={4}>
          {row.problems.map(({ column, code, reason }) => (
            <Typography key={`${column}${code}`} variant="body2" color="error">
              {column && <strong>{column}: </strong>}
              {translate(`imports.refused_because.${code}`, { _: reason })}
            </Typography>
          ))}
        </TableCell>
      </TableRow>
    )
  const { firstName, lastName, ...rest } = row.person
  const name = [firstName, lastName].filter(Boolean).join(' ')
  const more = Object.values(rest).filter(Boolean).join(' · ')
  return (
    <TableRow>
      <TableCell>{row.line}</TableCell>
      <TableCell>
        {name || '—'}
        {more && (
          <Typography variant="body2" color="textSecondary">
            {more}
          </Typography>
        )}
      </TableCell>
      <TableCell>
        {row.addresses.map(({ kind, value, standing }) => (
          <div key={`${kind}${value}`}>
            {value}
            {standing && ` (${translate(`imports.standings.${standing}`)})`}
          </div>
        ))}
      </TableCell>
      <TableCell>
        {Object.entries(row.attributes).map(([key, value]) => (
          <div key={key}>
            {key}: {Array.isArray(value) ? value.join(', ') : String(value)}
          </div>
        ))}
      </TableCell>
      <TableCell>{row.lists.join(', ')}</TableCell>
    </TableRow>
  )
}
