import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import { useTranslate } from 'ra-core'
import { lazy, memo, Suspense, useState } from 'react'
import { useFormat } from '../../i18n/useFormat.ts'

export interface Series {
  readonly id: string
  readonly label: string
}

export interface ChartProps {
  /** What it shows, for those who do not see it. */
  readonly title: string
  readonly series: readonly Series[]
  /** Each with its place on the axis as `at`, and a number for each series. Keep it the same object while nothing changed. */
  readonly rows: readonly ChartRow[]
  readonly kind: 'lines' | 'bars'
  /** Places on the axis in words: short below it, long in the table and under the pointer. */
  readonly short: (at: string) => string
  readonly long: (at: string) => string
}
export type ChartRow = { readonly at: string } & Readonly<Record<string, number | string>>

export const CHART_HEIGHT = 240

// 100 kB of drawing: loaded where a chart is shown.
const Drawing = lazy(() => import('./Drawing.tsx'))

/** Numbers over time: drawn, and the same as a table for whoever asks. Not drawn again while its rows stay the same. */
export const Chart = memo(function Chart(props: ChartProps) {
  const translate = useTranslate()
  const [open, setOpen] = useState(false)
  return (
    <Box component="figure" sx={{ m: 0 }}>
      <Box role="img" aria-label={props.title} sx={{ height: CHART_HEIGHT }}>
        <Suspense fallback={<Skeleton variant="rounded" height={CHART_HEIGHT} />}>
          <Drawing {...props} />
        </Suspense>
      </Box>
      <Box component="details" sx={{ mt: 1 }} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <Box
          component="summary"
          sx={{ cursor: 'pointer', fontSize: 13, color: 'text.secondary', width: 'fit-content' }}
        >
          {translate('parts.as_table')}
        </Box>
        {open && <Numbers {...props} />}
      </Box>
    </Box>
  )
})

function Numbers({ title, series, rows, long }: ChartProps) {
  const translate = useTranslate()
  const { number } = useFormat()
  return (
    <Box sx={{ maxHeight: 320, overflow: 'auto' }} tabIndex={0} role="region" aria-label={title}>
      <Table size="small" stickyHeader aria-label={title}>
        <TableHead>
          <TableRow>
            <TableCell>{translate('parts.when')}</TableCell>
            {series.map(({ id, label }) => (
              <TableCell key={id} align="right">
                {label}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map((row) => (
            <TableRow key={row.at}>
              <TableCell component="th" scope="row">
                {long(row.at)}
              </TableCell>
              {series.map(({ id }) => (
                <TableCell key={id} align="right">
                  {number(Number(row[id] ?? 0))}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  )
}
