import 'grapesjs/dist/css/grapes.min.css'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import type { Editor } from 'grapesjs'
import { useLocale, useTranslate } from 'ra-core'
import { useEffect, useRef, useState } from 'react'
import type { AttachedFile } from '../content.ts'
import { withBody } from './body.ts'
import { createBlocks } from './create.ts'
import { lookOfBlocks } from './look.ts'
import { createPictures } from './pictures.ts'

export interface BlocksEditorProps {
  /** MJML. */
  readonly source: string
  /** Without: nothing can be changed. */
  readonly onChange: (source: string) => void
  readonly variables: readonly string[]
  /** Files that go with the content; null where it has none. */
  readonly files: { readonly list: readonly AttachedFile[]; readonly set: (list: AttachedFile[]) => void } | null
}

const TOOLS = ['blocks', 'styles', 'settings', 'layers'] as const
type Tool = (typeof TOOLS)[number]

/** A design put together from blocks. What stands here is MJML; the HTML is made from it outside. */
export default function BlocksEditor({ source, onChange, files }: BlocksEditorProps) {
  const translate = useTranslate()
  const [tool, setTool] = useState<Tool>('blocks')
  const canvas = useRef<HTMLDivElement>(null)
  const places = useRef<Partial<Record<Tool, HTMLDivElement | null>>>({})
  const editor = useBlocks(canvas, places, { source, onChange, files })
  return (
    <Box data-wide sx={{ border: 1, borderColor: 'divider', borderRadius: 1, overflow: 'hidden', ...lookOfBlocks }}>
      <Stack direction="row" sx={{ gap: 1, p: 0.5, borderBottom: 1, borderColor: 'divider', flexWrap: 'wrap' }}>
        <Button size="small" onClick={() => editor.current?.UndoManager.undo()}>
          {translate('templates.blocks.undo')}
        </Button>
        <Button size="small" onClick={() => editor.current?.UndoManager.redo()}>
          {translate('templates.blocks.redo')}
        </Button>
        <div style={{ flex: 1 }} />
        <Button size="small" onClick={() => editor.current?.setDevice('Desktop')}>
          {translate('templates.blocks.desktop')}
        </Button>
        <Button size="small" onClick={() => editor.current?.setDevice('Mobile portrait')}>
          {translate('templates.blocks.phone')}
        </Button>
      </Stack>
      <Stack direction={{ xs: 'column', sm: 'row' }}>
        <Box sx={{ flex: 1, minWidth: 0 }} role="group" aria-label={translate('templates.blocks.area')}>
          <div ref={canvas} />
        </Box>
        <Box
          sx={{
            width: { xs: '100%', sm: 250 },
            flexShrink: 0,
            borderLeft: 1,
            borderColor: 'divider',
            height: 560,
            overflow: 'auto',
          }}
          role="group"
          aria-label={translate('templates.blocks.side')}
        >
          <Tabs value={tool} onChange={(_event, next: Tool) => setTool(next)} variant="scrollable">
            {TOOLS.map((one) => (
              <Tab
                key={one}
                value={one}
                label={translate(`templates.blocks.tools.${one}`)}
                sx={{ minWidth: 0, px: 1 }}
              />
            ))}
          </Tabs>
          {TOOLS.map((one) => (
            <div
              key={one}
              hidden={one !== tool}
              ref={(element) => {
                places.current[one] = element
              }}
            />
          ))}
        </Box>
      </Stack>
    </Box>
  )
}

type Wiring = Pick<BlocksEditorProps, 'source' | 'onChange' | 'files'>

function useBlocks(
  canvas: React.RefObject<HTMLDivElement | null>,
  places: React.RefObject<Partial<Record<Tool, HTMLDivElement | null>>>,
  wiring: Wiring,
) {
  const language = useLocale()
  const area = useTranslate()('templates.blocks.area')
  const editor = useRef<Editor | null>(null)
  const latest = useRef(wiring)
  latest.current = wiring
  // biome-ignore lint/correctness/useExhaustiveDependencies: the design is given once; afterwards it is the editor's
  useEffect(() => {
    const pictures = createPictures()
    const { blocks, styles, settings, layers } = places.current
    const made = createBlocks(
      { canvas: canvas.current!, blocks: blocks!, styles: styles!, settings: settings!, layers: layers! },
      {
        language,
        onFiles: async (chosen) => {
          const added = await pictures.add(chosen)
          const { files } = latest.current
          files?.set([...files.list, ...added.map(({ item }) => item)])
          return added.map(({ url }) => url)
        },
      },
    )
    editor.current = made
    made.on('load', () => {
      made.Canvas.getFrameEl().title = area
    })
    let isReady = false
    let isGone = false
    void pictures.load(wiring.files?.list ?? [], wiring.source).then(() => {
      if (isGone) return
      made.setComponents(pictures.toShow(latest.current.source))
      made.UndoManager.clear()
      // What it tells of its own loading is no change of the author.
      requestAnimationFrame(() => {
        isReady = true
      })
    })
    made.on('update', () => {
      if (!isReady) return
      const now = pictures.toKeep(String(made.runCommand('mjml-code')))
      latest.current.onChange(withBody(latest.current.source, now))
    })
    return () => {
      isGone = true
      editor.current = null
      made.destroy()
    }
  }, [language])
  return editor
}
