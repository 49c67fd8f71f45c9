import Skeleton from '@mui/material/Skeleton'
import Stack from '@mui/material/Stack'
import { useTranslate } from 'ra-core'

/** Where rows will stand: keeps the page from jumping when they come. */
export function Rows({ count = 4 }: { count?: number }) {
  const translate = useTranslate()
  return (
    <Stack role="status" aria-label={translate('shell.loading')} sx={{ gap: 1 }}>
      {Array.from({ length: count }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike.
        <Skeleton key={i} variant="rounded" height={36} />
      ))}
    </Stack>
  )
}
