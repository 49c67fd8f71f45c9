import Box from '@mui/material/Box'
import { useTranslate } from 'ra-core'
import { useFormat } from '../../../i18n/useFormat.ts'
import { Section } from '../../../parts/Section.tsx'
import type { Now } from '../types.ts'
import { Who } from './Who.tsx'

type Name =
  | 'audience'
  | 'excluded'
  | 'waiting'
  | 'notSent'
  | 'sent'
  | 'bounced'
  | 'failed'
  | 'unknown'
  | 'delivered'
  | 'opened'
  | 'clicked'

const ARRIVED = ['accepted', 'sent', 'delivered', 'read']
const UNRENDERED = 'render'

interface Row {
  readonly name: Name
  readonly of: Name
  /** Went out of the funnel here, and stands beside it. */
  readonly aside?: boolean
  readonly query?: (failures: Now['failures']) => Record<string, unknown> | undefined
}

const others = (failures: Now['failures']) =>
  Object.keys(failures).filter((name) => name !== 'dead_address' && name !== UNRENDERED)

const ROWS: readonly Row[] = [
  { name: 'audience', of: 'audience', query: () => ({}) },
  { name: 'excluded', of: 'audience', aside: true, query: () => ({ state: ['suppressed'] }) },
  {
    name: 'waiting',
    of: 'audience',
    aside: true,
    query: () => ({ state: ['planned', 'queued', 'deferred', 'sending'] }),
  },
  {
    name: 'notSent',
    of: 'audience',
    aside: true,
    query: (failures) => (failures[UNRENDERED] ? undefined : { state: ['cancelled', 'expired'] }),
  },
  {
    name: 'sent',
    of: 'audience',
    query: (failures) =>
      failures[UNRENDERED] ? undefined : { state: [...ARRIVED, 'failed', 'unknown', 'needs_review'] },
  },
  { name: 'bounced', of: 'sent', aside: true, query: () => ({ state: ['failed'], reason: ['dead_address'] }) },
  { name: 'failed', of: 'sent', aside: true, query: (failures) => ({ state: ['failed'], reason: others(failures) }) },
  { name: 'unknown', of: 'sent', aside: true, query: () => ({ state: ['unknown', 'needs_review'] }) },
  { name: 'delivered', of: 'sent', query: () => ({ state: ARRIVED }) },
  { name: 'opened', of: 'delivered', query: () => ({ did: 'opened' }) },
  { name: 'clicked', of: 'delivered', query: () => ({ did: 'clicked' }) },
]

/** From the audience to the click: what goes on, and what stays behind at each step. What is nil aside is left out. */
export function Funnel({ campaignId, now, mayAsk }: { campaignId: string; now: Now; mayAsk: boolean }) {
  const translate = useTranslate()
  const { percent } = useFormat()
  const { figures, failures } = now
  return (
    <Section title={translate('campaigns.live.funnel')}>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {ROWS.filter(({ name, aside }) => !aside || figures[name] > 0).map(({ name, of, aside, query }) => {
          const label = translate(`campaigns.live.figures.${name}`)
          const share = figures[of] ? figures[name] / figures[of] : null
          return (
            <Box component="li" key={name} sx={{ py: 0.75, pl: aside ? 2.5 : 0 }}>
              <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 1, fontVariantNumeric: 'tabular-nums' }}>
                <Box
                  component="span"
                  sx={{
                    flex: 1,
                    minWidth: 0,
                    fontWeight: aside ? 400 : 600,
                    color: aside ? 'text.secondary' : 'text.primary',
                  }}
                >
                  {label}
                </Box>
                <Who
                  campaignId={campaignId}
                  count={figures[name]}
                  title={label}
                  mayAsk={mayAsk}
                  query={query?.(failures)}
                />
                <Box component="span" sx={{ minWidth: 64, textAlign: 'right', color: 'text.secondary', fontSize: 14 }}>
                  {name !== 'audience' && share !== null ? percent(share) : ''}
                </Box>
              </Box>
              {!aside && <Bar share={figures.audience ? figures[name] / figures.audience : 0} />}
            </Box>
          )
        })}
      </Box>
      <Box sx={{ mt: 1, fontSize: 13, color: 'text.secondary' }}>{translate('campaigns.live.funnel_note')}</Box>
    </Section>
  )
}

/** Scaled, not widened: that is drawn without laying the page out anew at each tick. */
const Bar = ({ share }: { share: number }) => (
  <Box aria-hidden sx={{ height: 8, borderRadius: 1, bgcolor: 'action.hover', overflow: 'hidden', mt: 0.25 }}>
    <Box
      sx={{ height: '100%', bgcolor: 'primary.main', transformOrigin: 'left' }}
      style={{ transform: `scaleX(${Math.min(1, share)})` }}
    />
  </Box>
)
