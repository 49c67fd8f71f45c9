import Button from '@mui/material/Button'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useLocaleState, useTranslate } from 'ra-core'
import { useState } from 'react'
import { Link } from 'react-router-dom'
import { useAsyncAction } from '../../../data/useAsyncAction.ts'
import { saveFile } from '../../../parts/list/export.ts'
import type { Campaign } from '../../types.ts'
import { launched } from '../calls.ts'

const KINDS = ['pdf', 'csv'] as const

/** What the page shows, as a file; or beside another campaign. */
export function ReportMenu({ campaign }: { campaign: Campaign }) {
  const translate = useTranslate()
  const [locale] = useLocaleState()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const close = () => setAnchor(null)
  const { run, busy } = useAsyncAction(
    async (kind: (typeof KINDS)[number]) =>
      saveFile(await launched.report(campaign.id, kind, locale), `${fileName(campaign.name)}.${kind}`),
    { done: 'campaigns.live.report_saved' },
  )
  return (
    <>
      <Button disabled={busy} aria-haspopup="menu" onClick={(event) => setAnchor(event.currentTarget)}>
        {translate('campaigns.live.report')}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={close}>
        {KINDS.map((kind) => (
          <MenuItem
            key={kind}
            onClick={() => {
              close()
              void run(kind)
            }}
          >
            {translate(`campaigns.live.report_as.${kind}`)}
          </MenuItem>
        ))}
        <MenuItem component={Link} to={`/campaigns/compare?a=${campaign.id}`} onClick={close}>
          {translate('campaigns.compare')}
        </MenuItem>
      </Menu>
    </>
  )
}

/** Letters, digits and what joins them: every system takes that as a file's name. */
const fileName = (name: string) =>
  name
    .replace(/[^\p{L}\p{N} _-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80) || 'campaign'
