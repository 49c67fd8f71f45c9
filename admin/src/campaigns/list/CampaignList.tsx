import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { useChannels } from '../../data/useChannels.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { KeysetList } from '../../parts/list/KeysetList.tsx'
import type { Filter } from '../../parts/list/types.ts'
import { Page } from '../../parts/Page.tsx'
import { useCan } from '../../session/useSession.ts'
import type { CampaignRow } from '../types.ts'
import { ChosenActions } from './ChosenActions.tsx'
import { useCampaignColumns } from './columns.tsx'

const STATES = ['draft', 'scheduled', 'running', 'paused', 'completed', 'cancelled'] as const

/** Every campaign with its state, how far it is, and what it came to. */
export default function CampaignList() {
  const translate = useTranslate()
  const mayWrite = useCan('campaigns:write')
  const columns = useCampaignColumns(mayWrite)
  const filters = useFilters()
  const add = mayWrite && (
    <Button component={Link} to="/campaigns/new" variant="contained">
      {translate('campaigns.new')}
    </Button>
  )
  return (
    <Page title={translate('campaigns.title')} actions={add}>
      <KeysetList<CampaignRow>
        resource="campaigns"
        columns={columns}
        filters={filters}
        rowTo={({ id, state }) => (state === 'draft' && mayWrite ? `/campaigns/${id}/edit` : `/campaigns/${id}`)}
        rowName={({ name }) => name}
        bulk={<ChosenActions mayWrite={mayWrite} />}
        empty={{ title: 'campaigns.empty_title', text: 'campaigns.empty_text', action: add }}
        csvName="campaigns"
      />
    </Page>
  )
}

function useFilters(): readonly Filter[] {
  const translate = useTranslate()
  const { localized } = useFormat()
  const channels = useChannels()
  const filters: Filter[] = [
    { name: 'q', label: 'campaigns.search', kind: 'search' },
    {
      name: 'state',
      label: 'campaigns.fields.state',
      kind: 'select',
      choices: STATES.map((value) => ({ value, label: translate(`campaign_states.${value}`) })),
    },
  ]
  // With one channel there is nothing to choose from.
  if (channels.length > 1)
    filters.push({
      name: 'channel',
      label: 'campaigns.fields.channel',
      kind: 'select',
      choices: channels.map(({ id, label }) => ({ value: id, label: localized(label) })),
    })
  return filters
}
