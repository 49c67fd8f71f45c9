import FileIcon from '@mui/icons-material/AttachFileOutlined'
import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { saveFile } from '../../parts/list/export.ts'
import { sandbox } from '../calls.ts'
import type { Opened } from '../types.ts'

/** Files that came with the message: saved, never shown. */
export function Attachments({ message }: { message: Opened }) {
  const translate = useTranslate()
  const { bytes } = useFormat()
  const files = message.view?.attachments ?? []
  const { run, busy } = useAsyncAction(async (number: number, name: string) =>
    saveFile(await sandbox.attachment(message.id, number), name || 'attachment'),
  )
  if (files.length === 0) return null
  return (
    <Stack sx={{ mt: 2, gap: 0.5, alignItems: 'flex-start' }}>
      <Typography variant="h3">{translate('sandbox.attachments')}</Typography>
      {files.map(({ name, bytes: size }, number) => (
        <Button
          // biome-ignore lint/suspicious/noArrayIndexKey: files are known by their number
          key={number}
          size="small"
          startIcon={<FileIcon />}
          disabled={busy}
          onClick={() => void run(number, name)}
          sx={{ overflowWrap: 'anywhere', textAlign: 'left' }}
        >
          {name || translate('sandbox.unnamed_file')} · {bytes(size)}
        </Button>
      ))}
    </Stack>
  )
}
