import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useFormat } from '../../i18n/useFormat.ts'
import type { CampaignReport } from '../types.ts'
import { compare, FUNNEL, TROUBLES } from './difference.ts'

/** What the numbers say, one sentence a measure: who is ahead, by how much, and whether that may be chance. */
export function Sentences({ a, b }: { a: CampaignReport; b: CampaignReport }) {
  const translate = useTranslate()
  const { percent } = useFormat()
  const measures = [...FUNNEL.filter(({ name }) => name !== 'audience' && name !== 'sent'), ...TROUBLES]
  const said = measures.flatMap((measure) => {
    const { a: left, b: right, points, verdict } = compare(a.figures, b.figures, measure)
    if (points === null || verdict === null || verdict === 'same') return []
    const ahead =
      points > 0 ? { name: b.campaign.name, share: right.share } : { name: a.campaign.name, share: left.share }
    const behind = points > 0 ? left.share : right.share
    return [
      {
        key: measure.name,
        text: translate(verdict === 'chance' ? 'campaigns.said.chance' : 'campaigns.said.clear', {
          measure: translate(`campaigns.measures.${measure.name}`),
          name: ahead.name,
          high: percent(ahead.share ?? 0),
          low: percent(behind ?? 0),
        }),
      },
    ]
  })
  if (said.length === 0) return <Typography>{translate('campaigns.said.nothing')}</Typography>
  return (
    <ul style={{ margin: 0, paddingLeft: 20 }}>
      {said.map(({ key, text }) => (
        <li key={key} style={{ overflowWrap: 'anywhere' }}>
          {text}
        </li>
      ))}
    </ul>
  )
}
