import PreviousIcon from '@mui/icons-material/ChevronLeft'
import NextIcon from '@mui/icons-material/ChevronRight'
import FirstIcon from '@mui/icons-material/FirstPage'
import IconButton from '@mui/material/IconButton'
import MenuItem from '@mui/material/MenuItem'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useListContext, useTranslate } from 'ra-core'
import { useFormat } from '../../i18n/useFormat.ts'

/** Back, onward, to the start. There is no last page: nobody counts millions for a number that nobody reads. */
export function Pager() {
  const translate = useTranslate()
  const { number } = useFormat()
  const { page, setPage, perPage, setPerPage, hasNextPage, isFetching } = useListContext()
  if (page === 1 && !hasNextPage && perPage <= 50) return null
  return (
    <Stack
      component="nav"
      direction="row"
      aria-label={translate('parts.pages')}
      sx={{ alignItems: 'center', justifyContent: 'flex-end', gap: 0.5, mt: 1 }}
    >
      <TextField
        select
        value={perPage}
        onChange={(event) => setPerPage(Number(event.target.value))}
        label={translate('parts.per_page')}
        sx={{ width: 110, m: 0, mr: 1 }}
      >
        {[...new Set([25, 50, 100, 200, perPage])]
          .sort((a, b) => a - b)
          .map((n) => (
            <MenuItem key={n} value={n}>
              {number(n)}
            </MenuItem>
          ))}
      </TextField>
      <IconButton onClick={() => setPage(1)} disabled={page === 1} aria-label={translate('ra.navigation.first')}>
        <FirstIcon />
      </IconButton>
      <IconButton
        onClick={() => setPage(page - 1)}
        disabled={page === 1}
        aria-label={translate('ra.navigation.previous')}
      >
        <PreviousIcon />
      </IconButton>
      <Typography variant="body2" aria-live="polite">
        {translate('ra.navigation.current_page', { page: number(page) })}
      </Typography>
      <IconButton
        onClick={() => setPage(page + 1)}
        disabled={!hasNextPage || isFetching}
        aria-label={translate('ra.navigation.next')}
      >
        <NextIcon />
      </IconButton>
    </Stack>
  )
}
