import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { memo, type ReactNode, useState } from 'react'
import { useApi } from '../../../data/useApi.ts'
import { useFormat } from '../../../i18n/useFormat.ts'
import { ErrorNote } from '../../../parts/ErrorNote.tsx'
import { Section } from '../../../parts/Section.tsx'
import type { CampaignReport } from '../../types.ts'
import type { Zones as ZonesAnswer } from '../types.ts'

interface ZonesProps {
  readonly campaignId: string
  readonly waves: CampaignReport['waves']
  /** Sent by the clock of each recipient. */
  readonly local: boolean
}

const FIGURES = ['audience', 'delivered', 'failed', 'waiting', 'opened', 'clicked'] as const

/** When each time zone has its turn, and what came of its people. The second is counted when it is asked for. */
export const Zones = memo(function Zones({ campaignId, waves, local }: ZonesProps) {
  const translate = useTranslate()
  const [asked, setAsked] = useState(false)
  const title = translate('campaigns.live.zones')
  return (
    <Section
      title={title}
      actions={!asked && <Button onClick={() => setAsked(true)}>{translate('campaigns.live.count_zones')}</Button>}
    >
      {local && <Waves waves={waves} />}
      {asked && <Counted campaignId={campaignId} />}
      {!local && !asked && <Typography color="textSecondary">{translate('campaigns.live.zones_text')}</Typography>}
    </Section>
  )
})

function Waves({ waves }: Pick<ZonesProps, 'waves'>) {
  const translate = useTranslate()
  const { dateTime, inZone, number } = useFormat()
  const head = [
    translate('campaigns.live.zone'),
    translate('campaigns.live.zone_there'),
    translate('campaigns.live.zone_here'),
    translate('campaigns.live.zone_done'),
  ]
  return (
    <Figures
      head={head}
      rows={waves.map(({ wave, timeZone, dueAt, messages, done }) => ({
        key: String(wave),
        cells: [timeZone, inZone(dueAt, timeZone), dateTime(dueAt), `${number(done)} / ${number(messages)}`],
      }))}
    />
  )
}

function Counted({ campaignId }: Pick<ZonesProps, 'campaignId'>) {
  const translate = useTranslate()
  const { number, dateTime } = useFormat()
  const { data, error, refetch } = useApi<ZonesAnswer>(`/campaigns/${campaignId}/zones`)
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (!data) return <LinearProgress aria-label={translate('shell.loading')} />
  return (
    <>
      <Figures
        head={[translate('campaigns.live.zone'), ...FIGURES.map((name) => translate(`campaigns.live.figures.${name}`))]}
        rows={data.data.map((zone) => ({
          key: zone.timeZone ?? '',
          cells: [
            zone.timeZone ?? translate('campaigns.live.zone_unknown'),
            ...FIGURES.map((name) => number(zone[name])),
          ],
        }))}
      />
      <Typography variant="body2" color="textSecondary" sx={{ mt: 1 }}>
        {translate('campaigns.live.zones_at', { at: dateTime(data.at) })}
      </Typography>
    </>
  )
}

function Figures({
  head,
  rows,
}: {
  head: readonly string[]
  rows: readonly { key: string; cells: readonly ReactNode[] }[]
}) {
  return (
    <Box sx={{ overflow: 'auto', maxHeight: 420, mb: 2 }} tabIndex={0} role="region" aria-label={head[0]}>
      <Table size="small" stickyHeader>
        <TableHead>
          <TableRow>
            {head.map((name, i) => (
              <TableCell key={name} align={i === 0 ? 'left' : 'right'}>
                {name}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(({ key, cells: [first, ...others] }) => (
            <TableRow key={key}>
              <TableCell component="th" scope="row">
                {first}
              </TableCell>
              {others.map((cell, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the columns are always the same
                <TableCell key={i} align="right" sx={{ whiteSpace: 'nowrap' }}>
                  {cell}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  )
}
