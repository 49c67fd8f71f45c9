import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { memo } from 'react'
import { useFormat } from '../../../i18n/useFormat.ts'
import { Section } from '../../../parts/Section.tsx'
import type { CampaignReport } from '../../types.ts'
import type { FailureClass } from '../types.ts'
import { Who } from './Who.tsx'

const KINDS = ['failed', 'unknown', 'deferred', 'bounced'] as const

interface TroublesProps {
  readonly campaignId: string
  readonly causes: CampaignReport['causes']
  readonly mayAsk: boolean
}

/** What went wrong by class: what it means, what to do, and the provider's own codes. */
export const Troubles = memo(function Troubles({ campaignId, causes, mayAsk }: TroublesProps) {
  const translate = useTranslate()
  const shown = KINDS.filter((kind) => causes[kind].length > 0)
  return (
    <Section title={translate('campaigns.live.troubles')}>
      {shown.length === 0 && <Typography color="textSecondary">{translate('campaigns.live.no_troubles')}</Typography>}
      {shown.map((kind) => (
        <Box key={kind} sx={{ mb: 2, '&:last-child': { mb: 0 } }}>
          <Typography variant="h3" sx={{ mb: 0.5 }}>
            {translate(`campaigns.live.trouble_kinds.${kind}`)}
          </Typography>
          <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
            {causes[kind].map((one) => (
              <Class key={one.class} one={one} kind={kind} campaignId={campaignId} mayAsk={mayAsk} />
            ))}
          </Box>
        </Box>
      ))}
    </Section>
  )
})

interface ClassProps {
  readonly one: FailureClass
  readonly kind: (typeof KINDS)[number]
  readonly campaignId: string
  readonly mayAsk: boolean
}

function Class({ one, kind, campaignId, mayAsk }: ClassProps) {
  const translate = useTranslate()
  const name = translate(`classes.${one.class}`, {
    _: translate(`campaigns.live.classes.${one.class}`, { _: one.class }),
  })
  const advice = translate(`class_advice.${one.class}`, {
    _: translate(`campaigns.live.class_advice.${one.class}`, { _: '' }),
  })
  return (
    <Box component="li" sx={{ py: 1, borderTop: 1, borderColor: 'divider' }}>
      <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 1 }}>
        <Box component="span" sx={{ flex: 1, fontWeight: 600 }}>
          {name}
        </Box>
        <Who
          campaignId={campaignId}
          count={one.count}
          title={name}
          mayAsk={mayAsk}
          // The others are counts of what happened, not of how messages stand.
          query={kind === 'failed' ? { state: ['failed'], reason: [one.class] } : undefined}
        />
      </Box>
      {advice && (
        <Typography variant="body2" color="textSecondary">
          {advice}
        </Typography>
      )}
      {one.codes.length > 0 && <Codes codes={one.codes} />}
    </Box>
  )
}

function Codes({ codes }: { codes: FailureClass['codes'] }) {
  const translate = useTranslate()
  const { number } = useFormat()
  return (
    <Box component="details" sx={{ mt: 0.5, fontSize: 14 }}>
      <Box component="summary" sx={{ cursor: 'pointer', width: 'fit-content', color: 'text.secondary' }}>
        {translate('campaigns.live.codes', { smart_count: codes.length })}
      </Box>
      <Box component="ul" sx={{ m: 0, mt: 0.5, pl: 2.5, overflowWrap: 'anywhere' }}>
        {codes.map(({ code, count, meaning }) => (
          <li key={code}>
            <code>{code}</code>
            {meaning && ` · ${meaning}`} · {number(count)}
          </li>
        ))}
      </Box>
    </Box>
  )
}
