import CopyIcon from '@mui/icons-material/ContentCopyOutlined'
import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import { useRef, useState } from 'react'
import { Section } from '../../parts/Section.tsx'

interface KeyShownProps {
  readonly name: string
  readonly secret: string
  readonly onDone: () => void
}

/** The key, this once. It lives in this component and nowhere else. */
export function KeyShown({ name, secret, onDone }: KeyShownProps) {
  const translate = useTranslate()
  const input = useRef<HTMLInputElement>(null)
  const [copied, setCopied] = useState<boolean | null>(null)
  const copy = async () => {
    input.current?.select()
    // Without https a browser gives no clipboard: the text is chosen, and copied by hand.
    const done = await navigator.clipboard?.writeText(secret).then(
      () => true,
      () => false,
    )
    setCopied(done === true)
  }
  return (
    <Section title={translate('team.keys.made', { name })}>
      <Alert severity="warning" sx={{ mb: 2 }}>
        {translate('team.keys.once')}
      </Alert>
      <TextField
        label={translate('team.keys.key')}
        value={secret}
        inputRef={input}
        slotProps={{ input: { readOnly: true, sx: { fontFamily: 'monospace' } } }}
        onFocus={(event) => event.target.select()}
        autoFocus
      />
      <Stack direction="row" sx={{ gap: 1, mt: 1, alignItems: 'center', flexWrap: 'wrap' }}>
        <Button variant="contained" startIcon={<CopyIcon />} onClick={() => void copy()}>
          {translate('team.keys.copy')}
        </Button>
        <Button onClick={onDone}>{translate('team.keys.kept')}</Button>
        <span role="status">
          {copied !== null && translate(copied ? 'team.keys.copied' : 'team.keys.copy_by_hand')}
        </span>
      </Stack>
    </Section>
  )
}
