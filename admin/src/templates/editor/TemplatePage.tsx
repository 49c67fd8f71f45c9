import LinearProgress from '@mui/material/LinearProgress'
import { useQuery } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useParams } from 'react-router-dom'
import { isProblem } from '../../data/problem.ts'
import { useChannels } from '../../data/useChannels.ts'
import { NotFound } from '../../layout/Missing.tsx'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { templates } from '../calls.ts'
import { openedKey } from '../draft/useEditing.ts'
import { Editor } from './Editor.tsx'

/** One template: written in each language, seen as people get it, published. */
export default function TemplatePage() {
  const translate = useTranslate()
  const { id } = useParams()
  const channels = useChannels()
  const { data, error, refetch } = useQuery({
    queryKey: openedKey(id!),
    queryFn: ({ signal }) => templates.open(id!, signal),
  })
  if (isProblem(error) && (error.status === 404 || error.status === 422)) return <NotFound />
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (!data || channels.length === 0) return <LinearProgress aria-label={translate('shell.loading')} />
  return <Editor key={id} opened={data} channel={channels.find((one) => one.id === data.template.channel) ?? null} />
}
