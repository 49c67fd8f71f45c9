import Box from '@mui/material/Box'
import Card from '@mui/material/Card'
import CardActionArea from '@mui/material/CardActionArea'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useChannels } from '../data/useChannels.ts'
import { useFormat } from '../i18n/useFormat.ts'
import type { ProviderAnswer } from './types.ts'

interface ProviderCardsProps {
  readonly providers: readonly ProviderAnswer[]
  readonly onChoose: (id: string) => void
}

/** The mounted providers, channel by channel, each with what it can. */
export function ProviderCards({ providers, onChoose }: ProviderCardsProps) {
  const { localized } = useFormat()
  const channels = useChannels()
  const groups = Map.groupBy(providers, ({ channel }) => channel)
  return [...groups].map(([channel, members]) => {
    const label = channels.find(({ id }) => id === channel)?.label
    return (
      <Box component="section" key={channel} sx={{ mb: 3 }}>
        <Typography variant="h2" sx={{ mb: 1 }}>
          {label ? localized(label) : channel}
        </Typography>
        <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'repeat(auto-fill, minmax(240px, 1fr))' }}>
          {members.map((provider) => (
            <Card key={provider.id}>
              <CardActionArea onClick={() => onChoose(provider.id)} sx={{ p: 2, height: '100%' }}>
                <Typography variant="h3">{localized(provider.label)}</Typography>
                <Abilities provider={provider} />
              </CardActionArea>
            </Card>
          ))}
        </Box>
      </Box>
    )
  })
}

/** What the provider says it can, as short sentences. */
function Abilities({ provider }: { provider: ProviderAnswer }) {
  const translate = useTranslate()
  const { list } = useFormat()
  const { receipts, inbound, idempotent, lookup, recall } = provider.capabilities
  const said = [
    receipts.length > 0 &&
      translate('accounts.can.receipts', { receipts: list(receipts.map((one) => translate(`events.${one}`))) }),
    inbound && translate('accounts.can.inbound'),
    (idempotent || lookup) && translate('accounts.can.once'),
    recall && translate('accounts.can.recall'),
  ].filter((one) => typeof one === 'string')
  return (
    <Stack component="span" sx={{ mt: 0.5, color: 'text.secondary', fontSize: 14 }}>
      {said.map((one) => (
        <span key={one}>{one}</span>
      ))}
    </Stack>
  )
}
