import DownloadIcon from '@mui/icons-material/FileDownloadOutlined'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { saveFile } from '../../parts/list/export.ts'
import { KeysetList } from '../../parts/list/KeysetList.tsx'
import type { Column } from '../../parts/list/types.ts'
import { Section } from '../../parts/Section.tsx'
import { imports } from '../calls.ts'
import type { Import, ImportReject } from '../types.ts'

/** Rows that are not in, each with why; as a file to correct and send again. */
export function Refused({ one }: { one: Import }) {
  const translate = useTranslate()
  const { number } = useFormat()
  const { run, busy } = useAsyncAction(async () => saveFile(await imports.rejects(one.id), `refused-${one.fileName}`))
  const columns: readonly Column<ImportReject>[] = [
    { id: 'line', label: 'imports.line', render: ({ line }) => number(line) },
    {
      id: 'reason',
      label: 'imports.why',
      render: ({ code, reason }) => translate(`imports.refused_because.${code}`, { _: reason }),
    },
    {
      id: 'column',
      label: 'imports.column',
      render: ({ column }) => column ?? '—',
      isEmpty: ({ column }) => column === null,
    },
    {
      id: 'raw',
      label: 'imports.row',
      render: ({ raw }) => (
        <Box component="code" sx={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {raw}
        </Box>
      ),
    },
  ]
  return (
    <Section
      title={translate('imports.refused_rows')}
      actions={
        <Button startIcon={<DownloadIcon />} disabled={busy} onClick={() => void run()}>
          {translate('imports.download_refused')}
        </Button>
      }
    >
      <Typography color="textSecondary" sx={{ mb: 1 }}>
        {translate('imports.refused_text')}
      </Typography>
      <KeysetList<ImportReject>
        resource="imports"
        path={`imports/${one.id}/rejects`}
        columns={columns}
        perPage={25}
        rowName={({ line }) => String(line)}
        empty={{ title: 'imports.refused_rows', text: 'imports.refused_none' }}
        embedded
      />
    </Section>
  )
}
