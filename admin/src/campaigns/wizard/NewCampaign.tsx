import Card from '@mui/material/Card'
import CardContent from '@mui/material/CardContent'
import { useQueryClient } from '@tanstack/react-query'
import { required, useTranslate } from 'ra-core'
import { TextInput } from 'ra-ui-materialui'
import { useNavigate } from 'react-router-dom'
import { useFormat } from '../../i18n/useFormat.ts'
import { ApiForm } from '../../parts/ApiForm.tsx'
import { Page } from '../../parts/Page.tsx'
import { campaigns } from '../calls.ts'
import type { Plan } from '../types.ts'

/** Most campaigns are this; each part can be changed in the wizard. */
const USUAL: Plan = { purpose: 'marketing', basis: 'consent', strategy: 'all', schedule: { kind: 'now' } }

/** A campaign begins with its name; from then on it is a draft that keeps itself. */
export default function NewCampaign() {
  const translate = useTranslate()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { date } = useFormat()
  const save = async ({ name }: { name: string }) => {
    const made = await campaigns.create(name.trim(), USUAL)
    queryClient.setQueryData(['api', `/campaigns/${made.id}`], made)
    await queryClient.invalidateQueries({ queryKey: ['campaigns'] })
    navigate(`/campaigns/${made.id}/edit`, { replace: true })
  }
  return (
    <Page title={translate('campaigns.new')} above={{ to: '/campaigns', label: translate('campaigns.title') }} narrow>
      <Card>
        <CardContent>
          <ApiForm
            defaultValues={{ name: translate('campaigns.usual_name', { date: date(Date.now()) }) }}
            save={save}
            onCancel={() => navigate('/campaigns')}
            submit="campaigns.begin"
          >
            <TextInput
              source="name"
              label="campaigns.fields.name"
              helperText="campaigns.hints.name"
              validate={required()}
              autoFocus
              onFocus={(event) => event.target.select()}
            />
          </ApiForm>
        </CardContent>
      </Card>
    </Page>
  )
}
