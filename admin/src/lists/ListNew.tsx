import Card from '@mui/material/Card'
import CardContent from '@mui/material/CardContent'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useNavigate } from 'react-router-dom'
import { Page } from '../parts/Page.tsx'
import { lists } from './calls.ts'
import { ListForm } from './ListForm.tsx'
import type { ListInput } from './types.ts'

export default function ListNew() {
  const translate = useTranslate()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const save = async (values: ListInput) => {
    const made = await lists.create(values)
    for (const queryKey of [['lists'], ['api', '/lists']]) await queryClient.invalidateQueries({ queryKey })
    navigate(`/lists/${made.id}`, { replace: true })
  }
  return (
    <Page title={translate('lists.add')} above={{ to: '/lists', label: translate('lists.title') }} narrow>
      <Card>
        <CardContent>
          <ListForm save={save} onCancel={() => navigate('/lists')} />
        </CardContent>
      </Card>
    </Page>
  )
}
