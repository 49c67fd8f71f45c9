import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { type FormEvent, useId, useState } from 'react'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import type { AttachedFile } from '../content.ts'
import { refusalOf, upload } from './upload.ts'

interface ImageDialogProps {
  readonly onAdd: (file: AttachedFile & { readonly cid: string }, alt: string) => void
  readonly onClose: () => void
}

/** A picture and what it says: whoever does not see it reads that. */
export function ImageDialog({ onAdd, onClose }: ImageDialogProps) {
  const translate = useTranslate()
  const id = useId()
  const [file, setFile] = useState<File | null>(null)
  const [alt, setAlt] = useState('')
  const why = file && refusalOf(file, 'image')
  const add = useAsyncAction(
    async () => {
      const { id: fileId, name, type } = await upload(file!)
      onAdd({ name, type, file: fileId, cid: `${fileId.slice(-12)}@content` }, alt.trim())
    },
    { quiet: true },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    if (file && !why) void add.run()
  }
  return (
    <Dialog open onClose={add.busy ? undefined : onClose} aria-labelledby={id} fullWidth maxWidth="xs">
      <form onSubmit={submit}>
        <DialogTitle id={id}>{translate('templates.add_image')}</DialogTitle>
        <DialogContent>
          <Button component="label" variant="outlined" disabled={add.busy}>
            {translate('templates.choose_image')}
            <input
              type="file"
              accept="image/png,image/jpeg,image/gif,image/webp"
              style={{ position: 'absolute', opacity: 0, width: 1, height: 1 }}
              onChange={(event) => setFile(event.target.files?.[0] ?? null)}
            />
          </Button>
          <Typography variant="body2" sx={{ my: 1, overflowWrap: 'anywhere' }}>
            {file?.name ?? translate('templates.image_text')}
          </Typography>
          {why && <Alert severity="warning">{translate(`templates.refused.${why}`)}</Alert>}
          <TextField
            label={translate('templates.alt')}
            helperText={translate('templates.alt_hint')}
            value={alt}
            onChange={(event) => setAlt(event.target.value)}
          />
          <ErrorNote error={add.error} />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose} disabled={add.busy}>
            {translate('ra.action.cancel')}
          </Button>
          <Button type="submit" variant="contained" disabled={!file || why !== null || add.busy}>
            {translate(add.busy ? 'templates.uploading' : 'templates.add_image')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
