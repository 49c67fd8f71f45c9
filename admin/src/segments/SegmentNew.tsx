import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useNavigate } from 'react-router-dom'
import { Page } from '../parts/Page.tsx'
import { type SegmentValues, segments } from './calls.ts'
import { SegmentForm } from './SegmentForm.tsx'

const EMPTY: SegmentValues = { name: '', description: '', rules: { all: [] } }

export default function SegmentNew() {
  const translate = useTranslate()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const save = async (values: SegmentValues) => {
    const made = await segments.create(values)
    await queryClient.invalidateQueries({ queryKey: ['segments'] })
    await queryClient.invalidateQueries({ queryKey: ['api', '/segments'] })
    navigate(`/segments/${made.id}`, { replace: true })
  }
  return (
    <Page title={translate('segments.add')} above={{ to: '/segments', label: translate('segments.title') }}>
      <SegmentForm values={EMPTY} save={save} onCancel={() => navigate('/segments')} />
    </Page>
  )
}
