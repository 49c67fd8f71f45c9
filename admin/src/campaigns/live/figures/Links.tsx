import Box from '@mui/material/Box'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { memo } from 'react'
import { useFormat } from '../../../i18n/useFormat.ts'
import { Section } from '../../../parts/Section.tsx'
import type { CampaignReport } from '../../types.ts'

/** Each link of each language with its clicks. The addresses are words here, not links: whoever wrote them could send anywhere. */
export const Links = memo(function Links({ links }: { links: CampaignReport['links'] }) {
  const translate = useTranslate()
  const { number, language } = useFormat()
  const languages = new Set(links.map(({ locale }) => locale)).size
  return (
    <Section title={translate('campaigns.live.links')}>
      {links.length === 0 ? (
        <Typography color="textSecondary">{translate('campaigns.live.no_links')}</Typography>
      ) : (
        <Box
          sx={{ overflowX: 'auto', maxHeight: 420, overflowY: 'auto' }}
          tabIndex={0}
          role="region"
          aria-label={translate('campaigns.live.links')}
        >
          <Table size="small" stickyHeader>
            <TableHead>
              <TableRow>
                <TableCell>{translate('campaigns.live.link')}</TableCell>
                <TableCell align="right">{translate('campaigns.live.link_people')}</TableCell>
                <TableCell align="right">{translate('campaigns.live.link_clicks')}</TableCell>
                <TableCell align="right">{translate('campaigns.live.link_machine')}</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {links.map((one) => (
                <TableRow key={`${one.step}/${one.locale}/${one.link}`}>
                  <TableCell sx={{ overflowWrap: 'anywhere', width: '100%', minWidth: 150 }}>
                    {one.url}
                    {languages > 1 && (
                      <Typography variant="body2" component="span" color="textSecondary">
                        {' · '}
                        {language(one.locale)}
                      </Typography>
                    )}
                  </TableCell>
                  <TableCell align="right">{number(one.people)}</TableCell>
                  <TableCell align="right">{number(one.human)}</TableCell>
                  <TableCell align="right">{number(one.machine)}</TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </Box>
      )}
    </Section>
  )
})
