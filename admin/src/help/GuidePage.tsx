import Box from '@mui/material/Box'
import LinearProgress from '@mui/material/LinearProgress'
import { useQuery } from '@tanstack/react-query'
import { useLocale, useTranslate } from 'ra-core'
import { useParams } from 'react-router-dom'
import { NotFound } from '../layout/Missing.tsx'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { Page } from '../parts/Page.tsx'
import { readGuide } from './guide.ts'
import { Markdown } from './Markdown.tsx'

/** One page of the guide, in the panel's language. */
export default function GuidePage() {
  const translate = useTranslate()
  const language = useLocale()
  const { page = 'index' } = useParams()
  const { data, error, refetch } = useQuery({
    queryKey: ['guide', language, page],
    queryFn: () => readGuide(language, page),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (data === null) return <NotFound />
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (!data) return <LinearProgress aria-label={translate('shell.loading')} />
  return (
    <Page
      key={page}
      title={data.title}
      above={page === 'index' ? undefined : { to: '/help', label: translate('help.title') }}
      narrow
    >
      <Box component="article" sx={READING}>
        <Markdown tokens={data.tokens} />
      </Box>
    </Page>
  )
}

/** For reading: lines of about 75 letters, air between the steps, pictures with an edge. */
const READING = {
  fontSize: 16,
  lineHeight: 1.6,
  overflowWrap: 'break-word',
  '& h2': { fontSize: 20, lineHeight: 1.3, mt: 4, mb: 1.5 },
  '& h3': { fontSize: 17, mt: 3, mb: 1 },
  '& p': { my: 1.5 },
  '& li': { my: 0.75 },
  '& ol, & ul': { pl: 3 },
  '& img': {
    display: 'block',
    maxWidth: '100%',
    maxHeight: 640,
    height: 'auto',
    my: 2.5,
    border: 1,
    borderColor: 'divider',
    borderRadius: 1,
  },
  '& code, & pre': { fontFamily: 'monospace', fontSize: 14, bgcolor: 'action.hover', borderRadius: 0.5, px: 0.5 },
  '& pre': { p: 1.5, overflowX: 'auto' },
  '& blockquote': { m: 0, my: 2, pl: 2, borderLeft: 3, borderColor: 'primary.main' },
  '& table': { borderCollapse: 'collapse', width: '100%' },
  '& th, & td': { textAlign: 'left', verticalAlign: 'top', py: 0.75, pr: 2, borderBottom: 1, borderColor: 'divider' },
} as const
