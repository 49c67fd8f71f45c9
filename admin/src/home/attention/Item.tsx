import ErrorIcon from '@mui/icons-material/ErrorOutlined'
import InfoIcon from '@mui/icons-material/InfoOutlined'
import WarnIcon from '@mui/icons-material/WarningAmber'
import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import type { ReactNode } from 'react'
import { TimeAgo } from '../../parts/TimeAgo.tsx'

interface ItemProps {
  readonly severity: 'error' | 'warning' | 'info'
  readonly title: string
  readonly text: string
  readonly at?: string
  readonly action: ReactNode
}
const ICONS = { error: ErrorIcon, warning: WarnIcon, info: InfoIcon } as const

/** One thing that waits: what it is, since when, what to do. */
export function Item({ severity, title, text, at, action }: ItemProps) {
  const translate = useTranslate()
  const Icon = ICONS[severity]
  return (
    <Box
      component="li"
      sx={{
        display: 'flex',
        gap: 1.25,
        py: 1,
        borderTop: 1,
        borderColor: 'divider',
        '&:first-of-type': { borderTop: 0 },
      }}
    >
      <Icon color={severity} fontSize="small" titleAccess={translate(`home.severity.${severity}`)} sx={{ mt: 0.25 }} />
      <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
        <Typography sx={{ fontWeight: 600 }}>{title}</Typography>
        <Typography variant="body2" color="textSecondary">
          {text}
          {text && at && ' · '}
          {at && <TimeAgo at={at} />}
        </Typography>
      </Box>
      <Box sx={{ alignSelf: 'center', display: 'flex', flexWrap: 'wrap', justifyContent: 'flex-end' }}>{action}</Box>
    </Box>
  )
}
