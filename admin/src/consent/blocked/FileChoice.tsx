import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { type ChangeEvent, useRef, useState } from 'react'
import { useFormat } from '../../i18n/useFormat.ts'

/** What the API takes (core/consent/suppressions/schema.ts): about 100,000 addresses. */
const MOST_BYTES = 8_000_000

type Wrong = 'too_large' | 'empty' | 'not_text'

interface FileChoiceProps {
  readonly missing: boolean
  readonly onText: (text: string | null) => void
}

/** A text file, read here. What is too large, empty or no text is refused before anything is sent, with why. */
export function FileChoice({ missing, onText }: FileChoiceProps) {
  const translate = useTranslate()
  const { bytes } = useFormat()
  const input = useRef<HTMLInputElement>(null)
  const [name, setName] = useState('')
  const [wrong, setWrong] = useState<Wrong | null>(null)
  const choose = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0]
    // The same file may be chosen again after it was mended.
    target.value = ''
    if (!file) return
    const read = await readText(file)
    setName(`${file.name} (${bytes(file.size)})`)
    setWrong('wrong' in read ? read.wrong : null)
    onText('text' in read ? read.text : null)
  }
  const problem = wrong ?? (missing ? 'missing' : null)
  return (
    <Box sx={{ mb: 1 }}>
      <input
        ref={input}
        type="file"
        accept=".csv,.txt,text/csv,text/plain"
        hidden
        aria-label={translate('consent.blocked.file')}
        onChange={(event) => void choose(event)}
      />
      <Button variant="outlined" onClick={() => input.current?.click()}>
        {translate('consent.blocked.file')}
      </Button>
      {name && <Typography sx={{ mt: 0.5, overflowWrap: 'anywhere' }}>{name}</Typography>}
      {problem && (
        <Typography role="alert" color="error" variant="body2" sx={{ mt: 0.5 }}>
          {translate(`consent.blocked.file_wrong.${problem}`, { most: bytes(MOST_BYTES) })}
        </Typography>
      )}
    </Box>
  )
}

async function readText(file: File): Promise<{ text: string } | { wrong: Wrong }> {
  if (file.size > MOST_BYTES) return { wrong: 'too_large' }
  if (file.size === 0) return { wrong: 'empty' }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
    return text.includes('\0') ? { wrong: 'not_text' } : { text }
  } catch {
    // A folder cannot be read, a spreadsheet or a picture is not UTF-8.
    return { wrong: 'not_text' }
  }
}
