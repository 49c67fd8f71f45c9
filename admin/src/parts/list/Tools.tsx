import DownloadIcon from '@mui/icons-material/FileDownloadOutlined'
import ColumnsIcon from '@mui/icons-material/ViewColumnOutlined'
import Checkbox from '@mui/material/Checkbox'
import IconButton from '@mui/material/IconButton'
import ListItemText from '@mui/material/ListItemText'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import Tooltip from '@mui/material/Tooltip'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { ExportDialog } from './ExportDialog.tsx'
import type { Column } from './types.ts'
import type { ColumnChoice } from './useColumns.ts'

interface ToolsProps<T> {
  readonly columns: readonly Column<T>[]
  readonly choice: ColumnChoice<T>
  readonly csvName: string | undefined
  readonly path: string | undefined
}

/** Which columns are shown, and the export. */
export function Tools<T>({ columns, choice, csvName, path }: ToolsProps<T>) {
  const translate = useTranslate()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const [exporting, setExporting] = useState(false)
  return (
    <>
      <Tooltip title={translate('parts.columns')}>
        <IconButton
          onClick={(event) => setAnchor(event.currentTarget)}
          aria-label={translate('parts.columns')}
          aria-haspopup="menu"
        >
          <ColumnsIcon />
        </IconButton>
      </Tooltip>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {columns.map(({ id, label }) => (
          <MenuItem
            key={id}
            dense
            role="menuitemcheckbox"
            aria-checked={choice.isShown(id)}
            onClick={() => choice.toggle(id)}
          >
            <Checkbox size="small" edge="start" checked={choice.isShown(id)} tabIndex={-1} disableRipple aria-hidden />
            <ListItemText primary={translate(label)} />
          </MenuItem>
        ))}
      </Menu>
      {csvName && (
        <Tooltip title={translate('parts.export')}>
          <IconButton onClick={() => setExporting(true)} aria-label={translate('parts.export')}>
            <DownloadIcon />
          </IconButton>
        </Tooltip>
      )}
      {exporting && csvName && (
        <ExportDialog columns={columns} name={csvName} path={path} onClose={() => setExporting(false)} />
      )}
    </>
  )
}
