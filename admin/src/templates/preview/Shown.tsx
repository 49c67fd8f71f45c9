import Box from '@mui/material/Box'
import { useTranslate } from 'ra-core'
import { ContentPreview } from '../../parts/ContentPreview.tsx'
import { MailFrame } from '../../parts/MailFrame.tsx'
import { type ContentField, isLong } from '../content.ts'
import type { Rendered } from '../types.ts'
import type { View } from './Preview.tsx'
import { useInlineImages } from './useInlineImages.ts'

/** Width of most phones, in CSS pixels. */
const PHONE = 375

interface ShownProps {
  readonly schema: object
  readonly fields: readonly ContentField[]
  readonly rendered: Rendered
  readonly view: View
  readonly dark: boolean
}

/** The body: HTML in a frame without rights, or the text that goes with it. */
export function Shown({ schema, fields, rendered, view, dark }: ShownProps) {
  const translate = useTranslate()
  const { content } = rendered
  const html = fields.find(({ schema: one, name }) => one.template === 'html' && content[name])
  const filled = useInlineImages(fields, content, html ? String(content[html.name]) : '')
  if (!html && view !== 'text') return <ContentPreview schema={schema} content={content} dark={dark} />
  if (view === 'text' || !html) {
    const text = fields.find((field) => field.schema.template === 'text' && isLong(field) && content[field.name])
    return (
      <Box
        component="pre"
        sx={{
          m: 0,
          p: 1.5,
          border: 1,
          borderColor: 'divider',
          borderRadius: 1,
          whiteSpace: 'pre-wrap',
          overflowWrap: 'anywhere',
          fontSize: 13,
        }}
      >
        {text ? String(content[text.name]) : translate('templates.no_text')}
      </Box>
    )
  }
  return (
    <Box sx={{ display: 'flex', justifyContent: 'center' }}>
      <Box sx={{ width: view === 'phone' ? PHONE : '100%', maxWidth: '100%' }}>
        <MailFrame html={filled} title={translate('templates.preview')} images dark={dark} height={640} />
      </Box>
    </Box>
  )
}
