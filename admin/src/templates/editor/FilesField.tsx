import DeleteIcon from '@mui/icons-material/DeleteOutlined'
import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Chip from '@mui/material/Chip'
import IconButton from '@mui/material/IconButton'
import List from '@mui/material/List'
import ListItem from '@mui/material/ListItem'
import ListItemText from '@mui/material/ListItemText'
import { useTranslate } from 'ra-core'
import { useRef, useState } from 'react'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { useCan } from '../../session/useSession.ts'
import type { AttachedFile, ContentField } from '../content.ts'
import type { Content } from '../types.ts'
import { FieldHead } from './Fields.tsx'
import { type Refusal, refusalOf, upload } from './upload.ts'

interface FilesFieldProps {
  readonly field: ContentField
  readonly label: string
  readonly hint: string | undefined
  readonly content: Content
  readonly write: ((fields: Readonly<Record<string, unknown>>) => void) | undefined
}

/** Files that go with each message of this language; pictures of the HTML among them. */
export function FilesField({ field, label, hint, content, write }: FilesFieldProps) {
  const translate = useTranslate()
  const mayUpload = useCan('files:write')
  const picker = useRef<HTMLInputElement>(null)
  const [refused, setRefused] = useState<Refusal | null>(null)
  const items = (content[field.name] ?? []) as readonly AttachedFile[]
  const set = (next: readonly AttachedFile[]) => write?.({ [field.name]: next.length ? next : undefined })
  const add = useAsyncAction(
    async (file: File) => {
      const { id, name, type } = await upload(file)
      set([...items, { name, type, file: id }])
    },
    { quiet: true },
  )
  const take = (file: File | undefined) => {
    if (!file) return
    const why = refusalOf(file, 'any')
    setRefused(why)
    if (!why) void add.run(file)
  }
  if (!write && items.length === 0) return null
  return (
    <div>
      <FieldHead label={label} hint={hint} />
      <List dense disablePadding>
        {items.map((item, index) => (
          <ListItem
            // biome-ignore lint/suspicious/noArrayIndexKey: one file may be there twice
            key={index}
            disableGutters
            secondaryAction={
              write && (
                <IconButton
                  edge="end"
                  size="small"
                  aria-label={translate('templates.remove_file', { name: item.name })}
                  onClick={() => set(items.toSpliced(index, 1))}
                >
                  <DeleteIcon fontSize="small" />
                </IconButton>
              )
            }
          >
            <ListItemText primary={item.name} secondary={item.type} sx={{ overflowWrap: 'anywhere' }} />
            {item.cid && <Chip label={translate('templates.in_the_html')} variant="outlined" sx={{ mr: 2 }} />}
          </ListItem>
        ))}
      </List>
      {refused && <Alert severity="warning">{translate(`templates.refused.${refused}`)}</Alert>}
      <ErrorNote error={add.error} />
      {write && mayUpload && (
        <>
          <input
            ref={picker}
            type="file"
            hidden
            onChange={(event) => {
              take(event.target.files?.[0])
              event.target.value = ''
            }}
          />
          <Button size="small" variant="outlined" disabled={add.busy} onClick={() => picker.current?.click()}>
            {translate(add.busy ? 'templates.uploading' : 'templates.attach')}
          </Button>
        </>
      )}
    </div>
  )
}
