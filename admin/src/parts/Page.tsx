import HelpIcon from '@mui/icons-material/HelpOutlined'
import Box from '@mui/material/Box'
import Breadcrumbs from '@mui/material/Breadcrumbs'
import IconButton from '@mui/material/IconButton'
import MuiLink from '@mui/material/Link'
import Stack from '@mui/material/Stack'
import Tooltip from '@mui/material/Tooltip'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { type ReactNode, useContext, useEffect, useRef } from 'react'
import { Link } from 'react-router-dom'
import { BackBar } from './BackBar.tsx'
import { HelpContext } from './help.ts'

export interface PageProps {
  readonly title: string
  /** Beside the title: chips, a state. */
  readonly titleExtra?: ReactNode
  /** Buttons, the most important one last. */
  readonly actions?: ReactNode
  /** The way back: where this page stands. */
  readonly above?: { readonly to: string; readonly label: string }
  /** Narrow: for reading and forms. */
  readonly narrow?: boolean
  readonly children: ReactNode
}

/** The first page is reached by loading, not by a link: its heading does not take the focus. */
let first = true

/** Every page's frame: one h1, which is also the name of the window and where the focus goes after a link. */
export function Page({ title, titleExtra, actions, above, narrow, children }: PageProps) {
  const translate = useTranslate()
  const help = useContext(HelpContext)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Carillon`
  }, [title])
  useEffect(() => {
    if (!first && !heading.current?.parentElement?.closest('[role=dialog]'))
      heading.current?.focus({ preventScroll: true })
    first = false
  }, [])
  return (
    <Box sx={{ maxWidth: narrow ? 760 : 1600, mx: 'auto' }}>
      <BackBar />
      {above && (
        <Breadcrumbs sx={{ mb: 0.5 }}>
          <MuiLink component={Link} to={above.to} variant="body2">
            {above.label}
          </MuiLink>
        </Breadcrumbs>
      )}
      <Stack direction="row" sx={{ alignItems: 'center', flexWrap: 'wrap', gap: 1.5, mb: 2.5 }}>
        <Typography variant="h1" ref={heading} tabIndex={-1} sx={{ outline: 'none', overflowWrap: 'anywhere' }}>
          {title}
        </Typography>
        {titleExtra}
        {help && (
          <Tooltip title={translate('parts.help')}>
            <IconButton
              size="small"
              component="a"
              href={help}
              target="_blank"
              rel="noopener"
              aria-label={translate('parts.help')}
            >
              <HelpIcon fontSize="small" />
            </IconButton>
          </Tooltip>
        )}
        <Box sx={{ flex: 1 }} />
        {actions && (
          <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
            {actions}
          </Stack>
        )}
      </Stack>
      {children}
    </Box>
  )
}
