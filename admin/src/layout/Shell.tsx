import Box from '@mui/material/Box'
import { useQueryClient } from '@tanstack/react-query'
import { Notification } from 'ra-ui-materialui'
import { useEffect, useState } from 'react'
import { createLiveClient } from '../data/live.ts'
import { LiveContext } from '../data/useLive.ts'
import { AwayBanner } from './AwayBanner.tsx'
import { PaletteHost } from './PaletteHost.tsx'
import { PanelRoutes } from './PanelRoutes.tsx'
import { SideMenu } from './SideMenu.tsx'
import { SkipLink } from './SkipLink.tsx'
import { TopBar } from './TopBar.tsx'

/** Around every page: bar, menu, the live connection, the command palette, notifications. */
export function Shell() {
  const queryClient = useQueryClient()
  const [menuOpen, setMenuOpen] = useState(false)
  // What was missed while the server was away is read anew, by the pages that are shown.
  const [live] = useState(() => createLiveClient(() => void queryClient.invalidateQueries()))
  useEffect(() => {
    live.start()
    return live.stop
  }, [live])
  return (
    <LiveContext.Provider value={live}>
      <SkipLink />
      <TopBar onMenu={() => setMenuOpen((open) => !open)} />
      <Box sx={{ display: 'flex' }}>
        <SideMenu open={menuOpen} onClose={() => setMenuOpen(false)} />
        <Box
          component="main"
          id="content"
          tabIndex={-1}
          sx={{ flex: 1, minWidth: 0, p: { xs: 2, md: 3 }, pt: { xs: 2, md: 3 }, outline: 'none' }}
        >
          <AwayBanner />
          <PanelRoutes />
        </Box>
      </Box>
      <PaletteHost />
      <Notification />
    </LiveContext.Provider>
  )
}
