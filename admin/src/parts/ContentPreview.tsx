import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { MailFrame } from './MailFrame.tsx'
import { useLabel } from './schema/SchemaForm.tsx'
import type { Schema } from './schema/types.ts'

/** How a channel marks what is rendered for each recipient (core/contracts/channel.ts). */
type ContentField = Schema & { readonly template?: 'html' | 'text' }

export interface ContentPreviewProps {
  /** Of the channel, as `useChannels` gives it. */
  readonly schema: object
  /** Rendered for one recipient. */
  readonly content: Readonly<Record<string, unknown>>
  readonly dark?: boolean
  readonly width?: number | string
  readonly height?: number | string
  /** HTML only where there is some: the text version is for those who cannot show it. */
  readonly withoutText?: boolean
}

/** A long text is shown as it is, in lines. */
const LONG = 500

/** What somebody gets, drawn by the content schema of its channel: short texts as lines, HTML in a frame without rights, long texts as they are. */
export function ContentPreview(props: ContentPreviewProps) {
  const { schema, content, dark, width, height, withoutText } = props
  const label = useLabel()
  const fields = Object.entries((schema as Schema).properties ?? {}) as [string, ContentField][]
  const said = fields.filter(([name, field]) => field.template && typeof content[name] === 'string' && content[name])
  const hasHtml = said.some(([, field]) => field.template === 'html')
  return (
    <Box sx={{ display: 'grid', gap: 1, minWidth: 0 }}>
      {said.map(([name, field]) => {
        const text = String(content[name])
        const title = label(name, field).label
        if (field.template === 'html')
          return (
            <MailFrame
              key={name}
              html={text}
              title={title}
              images
              {...(dark === undefined ? {} : { dark })}
              {...(width === undefined ? {} : { width })}
              {...(height === undefined ? {} : { height })}
            />
          )
        const long = (field.maxLength ?? 0) > LONG
        if (long && hasHtml && withoutText) return null
        return (
          <Box key={name}>
            <Typography variant="body2" color="textSecondary" component="span" sx={{ mr: 1 }}>
              {title}
            </Typography>
            <Box
              component={long ? 'pre' : 'span'}
              sx={{
                m: 0,
                fontFamily: 'inherit',
                whiteSpace: 'pre-wrap',
                overflowWrap: 'anywhere',
                fontWeight: long ? 400 : 600,
              }}
            >
              {text}
            </Box>
          </Box>
        )
      })}
    </Box>
  )
}
