import Box from '@mui/material/Box'
import Paper from '@mui/material/Paper'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { type ReactNode, useEffect } from 'react'
import { LanguageSwitch } from '../layout/LanguageSwitch.tsx'

/** A page outside the panel: sign-in, away. */
export function BareScreen({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Carillon`
  }, [title])
  return (
    <Box
      component="main"
      sx={{ minHeight: '100vh', display: 'grid', placeItems: 'center', p: 2, bgcolor: 'background.default' }}
    >
      <Stack spacing={2} sx={{ width: '100%', maxWidth: 400 }}>
        <Stack direction="row" spacing={1.5} sx={{ alignItems: 'center' }}>
          <img src="/icon.svg" alt="" width={36} height={36} />
          <Typography component="p" variant="h2">
            Carillon
          </Typography>
        </Stack>
        <Paper variant="outlined" sx={{ p: { xs: 2.5, sm: 4 } }}>
          <Stack spacing={2}>
            <Typography variant="h1">{title}</Typography>
            {children}
          </Stack>
        </Paper>
        <LanguageSwitch />
      </Stack>
    </Box>
  )
}
