import Box from '@mui/material/Box'
import { useTranslate } from 'ra-core'

/** The first stop of the Tab key: over the menu, to the page. */
export function SkipLink() {
  return (
    <Box
      component="a"
      href="#content"
      sx={{
        position: 'absolute',
        left: 8,
        top: -60,
        zIndex: 'tooltip',
        p: 1.5,
        borderRadius: 1,
        bgcolor: 'background.paper',
        color: 'primary.main',
        '&:focus': { top: 8 },
      }}
    >
      {useTranslate()('ra.navigation.skip_nav')}
    </Box>
  )
}
