import DownloadIcon from '@mui/icons-material/FileDownloadOutlined'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import Tooltip from '@mui/material/Tooltip'
import { useListContext, useTranslate } from 'ra-core'
import { useAsyncAction } from '../data/useAsyncAction.ts'
import { saveFile } from '../parts/list/export.ts'
import { people } from './calls.ts'

/** People as CSV, made by the server: the chosen ones, or all whom the filters find. */
export function ExportPeople({ chosen }: { chosen?: boolean }) {
  const translate = useTranslate()
  const { selectedIds, filterValues } = useListContext()
  const { run, busy } = useAsyncAction(async () => {
    const filtered = Object.keys(filterValues).length > 0 ? { filter: filterValues } : {}
    saveFile(
      await people.exportMany(chosen ? { contactIds: selectedIds } : filtered),
      `people-${new Date().toISOString().slice(0, 10)}.csv`,
    )
  })
  if (chosen)
    return (
      <Button size="small" variant="outlined" disabled={busy} onClick={() => void run()}>
        {translate('parts.export')}
      </Button>
    )
  return (
    <Tooltip title={translate('parts.export')}>
      <span>
        <IconButton aria-label={translate('parts.export')} disabled={busy} onClick={() => void run()}>
          <DownloadIcon />
        </IconButton>
      </span>
    </Tooltip>
  )
}
