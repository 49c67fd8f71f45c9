import Box from '@mui/material/Box'
import { useFormat } from '../../i18n/useFormat.ts'
import type { Column } from '../../parts/list/types.ts'
import { StateChip } from '../../parts/StateChip.tsx'
import { TimeAgo } from '../../parts/TimeAgo.tsx'
import type { CampaignRow } from '../types.ts'
import { Progress } from './Progress.tsx'
import { RowMenu } from './RowMenu.tsx'

type RateName = keyof NonNullable<CampaignRow['rates']>

/** When it starts or started; a draft has no such time. */
const startOf = ({ dueAt, launchedAt }: CampaignRow) => dueAt ?? launchedAt

export function useCampaignColumns(mayWrite: boolean): readonly Column<CampaignRow>[] {
  const { percent, number } = useFormat()
  const rate = (id: RateName, hidden = false): Column<CampaignRow> => ({
    id,
    label: `campaigns.rates.${id}`,
    numeric: true,
    hidden,
    render: ({ rates }) => (typeof rates?.[id] === 'number' ? percent(rates[id] as number) : '—'),
    csv: ({ rates }) => (rates?.[id] ?? null) as number | null,
  })
  return [
    {
      id: 'name',
      label: 'campaigns.search',
      sort: 'name',
      render: ({ name }) => <Name name={name} />,
      csv: ({ name }) => name,
    },
    {
      id: 'state',
      label: 'campaigns.fields.state',
      render: ({ state }) => <StateChip of="campaign_states" state={state} />,
      csv: ({ state }) => state,
    },
    {
      id: 'progress',
      label: 'campaigns.fields.progress',
      render: (row) => <Progress row={row} />,
      csv: ({ rates }) => (rates?.done ?? null) as number | null,
    },
    {
      id: 'audience',
      label: 'campaigns.fields.audience',
      numeric: true,
      hidden: true,
      render: ({ figures }) => (figures ? number(figures.audience) : '—'),
      csv: ({ figures }) => figures?.audience,
    },
    rate('delivery'),
    rate('open'),
    rate('click'),
    rate('bounce', true),
    rate('unsubscribe', true),
    rate('complaint', true),
    {
      id: 'due',
      label: 'campaigns.fields.start',
      sort: 'due',
      render: (row) => <When at={startOf(row)} />,
      csv: startOf,
    },
    {
      id: 'updated',
      label: 'campaigns.fields.updated',
      sort: 'updated',
      hidden: true,
      render: ({ updatedAt }) => <TimeAgo at={updatedAt} />,
      csv: ({ updatedAt }) => updatedAt,
    },
    { id: 'actions', label: 'campaigns.fields.actions', render: (row) => <RowMenu row={row} mayWrite={mayWrite} /> },
  ]
}

const When = ({ at }: { at: string | null }) => (at ? <TimeAgo at={at} /> : '—')

/** Breaks anywhere: one long word must not push the rates out of the window. */
const Name = ({ name }: { name: string }) => (
  <Box component="span" sx={{ display: 'inline-block', minWidth: { md: 180 }, overflowWrap: 'anywhere' }}>
    {name}
  </Box>
)
