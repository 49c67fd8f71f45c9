import Box from '@mui/material/Box'
import { useTranslate } from 'ra-core'
import { useFormat } from '../../i18n/useFormat.ts'
import type { CampaignReport } from '../types.ts'
import { compare, type Measure } from './difference.ts'

interface MeasuresProps {
  readonly a: CampaignReport
  readonly b: CampaignReport
  readonly measures: readonly Measure[]
}

/** Each measure as two bars, one under the other, and the distance between them in points. */
export function Measures({ a, b, measures }: MeasuresProps) {
  const translate = useTranslate()
  const { number } = useFormat()
  const widest = Math.max(1, ...[a, b].map(({ figures }) => figures.audience))
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 2.5 }}>
      {measures.map((measure) => {
        const compared = compare(a.figures, b.figures, measure)
        return (
          <Box component="li" key={measure.name}>
            <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1.5, alignItems: 'baseline', mb: 0.5 }}>
              <Box component="span" sx={{ fontWeight: 600 }}>
                {translate(`campaigns.measures.${measure.name}`)}
              </Box>
              {measure.of && (
                <Box component="span" sx={{ color: 'text.secondary', fontSize: 13 }}>
                  {translate(`campaigns.share_of.${measure.of}`)}
                </Box>
              )}
              {compared.points !== null && compared.points !== 0 && (
                <Box component="span" sx={{ ml: 'auto', overflowWrap: 'anywhere', fontVariantNumeric: 'tabular-nums' }}>
                  {translate('campaigns.points', {
                    name: compared.points > 0 ? b.campaign.name : a.campaign.name,
                    points: number(Math.round(Math.abs(compared.points) * 10_000) / 100),
                  })}
                </Box>
              )}
            </Box>
            <Bar name={a.campaign.name} {...compared.a} full={widest} tone="primary.main" />
            <Bar name={b.campaign.name} {...compared.b} full={widest} tone="secondary.main" />
          </Box>
        )
      })}
    </Box>
  )
}

interface BarProps {
  readonly name: string
  readonly count: number
  readonly share: number | null
  readonly full: number
  readonly tone: string
}

/** A count without a share (the audience) is drawn against the larger of the two. */
function Bar({ name, count, share, full, tone }: BarProps) {
  const { number, percent } = useFormat()
  return (
    <Box
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: '1fr auto', sm: 'minmax(120px, 240px) 1fr 160px' },
        columnGap: 1.5,
        alignItems: 'center',
        fontSize: 14,
        py: 0.25,
      }}
    >
      <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }} title={name}>
        {name}
      </Box>
      <Box
        aria-hidden
        sx={{
          gridColumn: { xs: '1 / -1', sm: 'auto' },
          gridRow: { xs: 2, sm: 'auto' },
          bgcolor: 'action.hover',
          borderRadius: 1,
        }}
      >
        <Box
          sx={{ height: 10, borderRadius: 1, bgcolor: tone, width: `${Math.min(1, share ?? count / full) * 100}%` }}
        />
      </Box>
      <Box component="span" sx={{ textAlign: 'right', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
        {number(count)}
        {share !== null && ` · ${percent(share)}`}
      </Box>
    </Box>
  )
}
