import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'

/** Nothing here yet: says what would be here, and what to do next. */
export function EmptyState({ title, text, action }: { title?: string; text: string; action?: ReactNode }) {
  return (
    <Box sx={{ py: 6, px: 2, textAlign: 'center', maxWidth: 520, mx: 'auto' }}>
      {title && (
        <Typography variant="h2" sx={{ mb: 1 }}>
          {title}
        </Typography>
      )}
      <Typography color="textSecondary" sx={{ mb: action ? 2.5 : 0 }}>
        {text}
      </Typography>
      {action}
    </Box>
  )
}
