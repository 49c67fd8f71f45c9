import LinearProgress from '@mui/material/LinearProgress'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useNavigate, useParams } from 'react-router-dom'
import { isProblem } from '../data/problem.ts'
import { useApi } from '../data/useApi.ts'
import { NotFound } from '../layout/Missing.tsx'
import { changesOf } from '../parts/ApiForm.tsx'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { Page } from '../parts/Page.tsx'
import { type SegmentValues, segments } from './calls.ts'
import { SegmentForm } from './SegmentForm.tsx'
import type { Segment } from './types.ts'

export default function SegmentEdit() {
  const translate = useTranslate()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { id } = useParams()
  const { data: segment, error, refetch } = useApi<Segment>(`/segments/${id}`)
  if (isProblem(error) && (error.status === 404 || error.status === 422)) return <NotFound />
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (!segment) return <LinearProgress aria-label={translate('shell.loading')} />
  const back = () => navigate(`/segments/${id}`)
  const save = async (values: SegmentValues) => {
    const { description, ...changes } = changesOf<SegmentValues>(segment, values)
    // An emptied description is an empty text, not nothing.
    const all = description === undefined ? changes : { ...changes, description: description ?? '' }
    if (Object.keys(all).length > 0) await segments.change(segment.id, all)
    await queryClient.invalidateQueries({ queryKey: ['segments'] })
    for (const path of [`/segments/${id}`, `/segments/${id}/count`, '/segments'])
      await queryClient.invalidateQueries({ queryKey: ['api', path] })
    back()
  }
  return (
    <Page
      title={translate('segments.edit', { name: segment.name })}
      above={{ to: `/segments/${id}`, label: segment.name }}
    >
      <SegmentForm key={segment.updatedAt} values={segment} save={save} onCancel={back} />
    </Page>
  )
}
