import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import { useTranslate } from 'ra-core'
import { useMemo, useState } from 'react'

export interface MailFrameProps {
  /** HTML that others wrote: nothing in it runs, opens or loads. */
  readonly html: string
  readonly title: string
  readonly width?: number | string
  readonly height?: number | string
  /** Shows it as a mail program in the dark does. */
  readonly dark?: boolean
  /** The own mail of a marketer, in the editor: its images are shown without asking. */
  readonly images?: boolean
}

/** Scripts, forms, frames and requests: none. With images: from https only, since the panel's own policy allows those. */
const policy = (images: boolean) =>
  `default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data: cid:${images ? " https: 'self'" : ''}`

/** A mail as its recipient sees it, in a frame without any right. Images of others stay away until they are asked for: they tell that the mail was read. */
export function MailFrame({ html, title, width = '100%', height = 600, dark = false, images = false }: MailFrameProps) {
  const translate = useTranslate()
  const [shown, setShown] = useState(images)
  const source = useMemo(() => framed(html, shown, dark), [html, shown, dark])
  const remote = useMemo(() => /(src|background|url\()\s*=?\s*["']?https?:/i.test(html), [html])
  return (
    <Stack spacing={1} sx={{ alignItems: 'flex-start', maxWidth: '100%' }}>
      {remote && !shown && (
        <Button size="small" onClick={() => setShown(true)}>
          {translate('parts.show_images')}
        </Button>
      )}
      <iframe
        title={title}
        sandbox=""
        referrerPolicy="no-referrer"
        srcDoc={source}
        style={{
          width,
          height,
          maxWidth: '100%',
          border: '1px solid #8886',
          borderRadius: 8,
          background: dark ? '#121212' : '#fff',
        }}
      />
    </Stack>
  )
}

/** The policy stands before anything of the mail: a later one can only take away. */
function framed(html: string, images: boolean, dark: boolean): string {
  const scheme = dark ? 'dark' : 'light'
  return `<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="${policy(images)}"><meta name="color-scheme" content="${scheme}"><base target="_blank"></head><body>${html}</body></html>`
}
