import UploadIcon from '@mui/icons-material/UploadFileOutlined'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useId, useRef, useState } from 'react'
import { useFormat } from '../../i18n/useFormat.ts'
import { type FileProblem, fileOf, MOST_BYTES } from './check-file.ts'

interface DropzoneProps {
  readonly onFile: (file: File) => void
  readonly onProblem: (problem: FileProblem) => void
}

/** A place to drop a file, and a button for those who cannot drop. */
export function Dropzone({ onFile, onProblem }: DropzoneProps) {
  const translate = useTranslate()
  const { bytes } = useFormat()
  const input = useRef<HTMLInputElement>(null)
  const hint = useId()
  const [over, setOver] = useState(false)
  const drop = (event: React.DragEvent) => {
    event.preventDefault()
    setOver(false)
    const found = fileOf(event.dataTransfer)
    if (typeof found === 'string') onProblem(found)
    else onFile(found)
  }
  return (
    <Box
      data-testid="dropzone"
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      sx={{
        border: '2px dashed',
        borderColor: over ? 'primary.main' : 'divider',
        bgcolor: over ? 'action.hover' : 'transparent',
        borderRadius: 2,
        px: 2,
        py: { xs: 4, sm: 7 },
        textAlign: 'center',
      }}
    >
      <UploadIcon sx={{ fontSize: 40, color: 'text.secondary' }} aria-hidden />
      <Typography variant="h2" sx={{ mt: 1 }}>
        {translate('imports.drop')}
      </Typography>
      <Typography color="textSecondary" sx={{ my: 1 }} id={hint}>
        {translate('imports.drop_hint', { size: bytes(MOST_BYTES) })}
      </Typography>
      <Button variant="contained" onClick={() => input.current?.click()} aria-describedby={hint}>
        {translate('imports.choose')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.tsv,.txt,text/csv,text/plain"
        onChange={(event) => {
          const [file] = event.target.files ?? []
          // The same file chosen again is a change again.
          event.target.value = ''
          if (file) onFile(file)
        }}
      />
    </Box>
  )
}
