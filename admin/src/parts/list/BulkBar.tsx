import Button from '@mui/material/Button'
import Paper from '@mui/material/Paper'
import Typography from '@mui/material/Typography'
import { useListContext, useTranslate } from 'ra-core'
import type { ReactNode } from 'react'

/** What can be done with the chosen rows; there while some are. */
export function BulkBar({ children }: { children: ReactNode }) {
  const translate = useTranslate()
  const { selectedIds, onUnselectItems } = useListContext()
  const count = selectedIds?.length ?? 0
  if (count === 0) return null
  return (
    <Paper
      variant="outlined"
      role="region"
      aria-label={translate('ra.action.bulk_actions', { smart_count: count })}
      sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, px: 2, py: 1, mb: 1.5 }}
    >
      <Typography sx={{ fontWeight: 600, mr: 1 }}>
        {translate('ra.action.bulk_actions', { smart_count: count })}
      </Typography>
      {children}
      <Button size="small" onClick={() => onUnselectItems()}>
        {translate('ra.action.unselect')}
      </Button>
    </Paper>
  )
}
