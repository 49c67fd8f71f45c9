import Box from '@mui/material/Box'
import MuiLink from '@mui/material/Link'
import Stack from '@mui/material/Stack'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import type { Figures } from '../../../../core/campaigns/report/figures.ts'
import { useApi } from '../../data/useApi.ts'
import { useLive } from '../../data/useLive.ts'
import { useFormat } from '../../i18n/useFormat.ts'

const SHOWN = [
  ['delivered', 'delivered'],
  ['opened', 'opened'],
  ['machineOpened', 'machine_opened'],
  ['clicked', 'clicked'],
  ['unsubscribed', 'unsubscribed'],
  ['bounced', 'bounced'],
  ['complained', 'complained'],
] as const satisfies readonly (readonly [keyof Figures, string])[]

/** The campaign of this message as it stands now: what is done below shows here. */
export function CampaignNow({ id }: { id: string }) {
  const translate = useTranslate()
  const { number } = useFormat()
  const { data: campaign } = useApi<{ name: string }>(`/campaigns/${id}`)
  const { data } = useLive<{ figures?: Figures } | null>(`campaign:${id}`)
  return (
    <Box sx={{ mt: 1.5, p: 1.25, borderRadius: 1, bgcolor: 'action.hover' }}>
      <Box sx={{ mb: 0.5 }}>
        <Box component="span" sx={{ color: 'text.secondary', mr: 1 }}>
          {translate('sandbox.campaign')}
        </Box>
        <MuiLink component={Link} to={`/campaigns/${id}`} sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
          {campaign?.name ?? '…'}
        </MuiLink>
      </Box>
      {data?.figures && (
        <Stack component="dl" direction="row" sx={{ flexWrap: 'wrap', columnGap: 2, rowGap: 0.25, m: 0, fontSize: 14 }}>
          {SHOWN.map(([figure, kind]) => (
            <Box key={kind} sx={{ display: 'flex', gap: 0.75 }} data-figure={figure}>
              <Box component="dt" sx={{ color: 'text.secondary' }}>
                {translate(`events.${kind}`)}
              </Box>
              <Box component="dd" sx={{ m: 0, fontWeight: 650, fontVariantNumeric: 'tabular-nums' }}>
                {number(data.figures![figure])}
              </Box>
            </Box>
          ))}
        </Stack>
      )}
    </Box>
  )
}
