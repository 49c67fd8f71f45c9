import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'

/** One number and what it is. `note` says what it is a part of; `children` may be a link to the people behind it. */
export function Stat({
  label,
  value,
  note,
  children,
}: {
  label: string
  value: ReactNode
  note?: ReactNode
  children?: ReactNode
}) {
  return (
    <Box component="dl" sx={{ m: 0, minWidth: 120 }}>
      <Typography component="dt" variant="body2" color="textSecondary">
        {label}
      </Typography>
      <Typography component="dd" sx={{ m: 0, fontSize: '1.5rem', fontWeight: 650, fontVariantNumeric: 'tabular-nums' }}>
        {value}
      </Typography>
      {note && (
        <Typography component="dd" variant="body2" color="textSecondary" sx={{ m: 0 }}>
          {note}
        </Typography>
      )}
      {children && (
        <Box component="dd" sx={{ m: 0 }}>
          {children}
        </Box>
      )}
    </Box>
  )
}
