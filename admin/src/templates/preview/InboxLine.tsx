import Box from '@mui/material/Box'
import { type ContentField, isLong } from '../content.ts'
import type { Rendered } from '../types.ts'

interface InboxLineProps {
  readonly fields: readonly ContentField[]
  readonly rendered: Rendered
  readonly dark: boolean
}

/** The short texts of a content in the order of the channel, as a list of mails shows them: the first bold, the others behind it. */
export function InboxLine({ fields, rendered, dark }: InboxLineProps) {
  const texts = fields
    .filter((field) => field.schema.template === 'text' && !isLong(field))
    .map(({ name }) => rendered.moved[name] || String(rendered.content[name] ?? ''))
    .filter(Boolean)
  const [first, ...rest] = texts
  if (!first) return null
  return (
    <Box
      data-testid="inbox-line"
      sx={{
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        px: 1.5,
        py: 1,
        mb: 1,
        whiteSpace: 'nowrap',
        overflow: 'hidden',
        textOverflow: 'ellipsis',
        ...(dark ? { bgcolor: '#1f1f1f', color: '#e8e8e8' } : { bgcolor: '#ffffff', color: '#202124' }),
      }}
    >
      <b>{first}</b>
      {rest.length > 0 && <span style={{ color: dark ? '#b0b0b0' : '#5f6368' }}> – {rest.join(' – ')}</span>}
    </Box>
  )
}
