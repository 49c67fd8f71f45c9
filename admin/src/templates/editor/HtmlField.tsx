import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { useTranslate } from 'ra-core'
import { useMemo, useRef, useState } from 'react'
import { ConfirmDialog } from '../../parts/ConfirmDialog.tsx'
import { useCan } from '../../session/useSession.ts'
import { LazyBlocks } from '../blocks/LazyBlocks.tsx'
import { LazyCode } from '../code/LazyCode.tsx'
import type { AttachedFile, ContentField } from '../content.ts'
import { FieldHead, type FieldProps } from './Fields.tsx'
import { ImageDialog } from './ImageDialog.tsx'
import { useDesign } from './useDesign.ts'

type Way = 'blocks' | 'code'

/** HTML: by blocks where its design is kept, or by code; the design's own code where there is one. */
export function HtmlField(props: FieldProps & { readonly files: ContentField | null }) {
  const { field, label, hint, content, variables, marksOf, place, write, files } = props
  const translate = useTranslate()
  const mayUpload = useCan('files:write')
  const design = useDesign(field, content, write)
  const [way, setWay] = useState<Way>('code')
  const [asking, setAsking] = useState<'blocks' | 'html' | null>(null)
  const [adding, setAdding] = useState(false)
  const insert = useRef<((text: string) => void) | null>(null)
  const found = marksOf(design.source === null ? field.name : (field.design ?? ''))
  const marks = useMemo(() => [...found, ...design.marks], [found, design.marks])
  const source = design.source ?? String(content[field.name] ?? '')
  const choose = (next: Way | null) => {
    if (!next) return
    if (next === 'blocks' && design.source === null && source.trim()) setAsking('blocks')
    else {
      if (next === 'blocks' && design.source === null) design.begin()
      setWay(next)
    }
  }
  const addImage = (file: AttachedFile & { readonly cid: string }, alt: string) => {
    setAdding(false)
    if (!files || !write) return
    write({ [files.name]: [...((content[files.name] ?? []) as AttachedFile[]), file] })
    const tag = design.source === null ? 'img' : 'mj-image'
    insert.current?.(`<${tag} src="cid:${file.cid}" alt="${alt.replaceAll('"', '&quot;')}" />`)
  }
  return (
    <div>
      <Stack direction="row" sx={{ alignItems: 'center', flexWrap: 'wrap', gap: 1, mb: 0.5 }}>
        <FieldHead label={design.source === null ? label : `${label} · MJML`} hint={hint} />
        <div style={{ flex: 1 }} />
        {write && files && mayUpload && way === 'code' && (
          <Button size="small" onClick={() => setAdding(true)}>
            {translate('templates.add_image')}
          </Button>
        )}
        {write && design.source !== null && (
          <Button size="small" onClick={() => setAsking('html')}>
            {translate('templates.to_html')}
          </Button>
        )}
        {write && field.design && (
          <ToggleButtonGroup
            size="small"
            exclusive
            value={way}
            onChange={(_event, next) => choose(next)}
            aria-label={translate('templates.way')}
          >
            <ToggleButton value="code">{translate('templates.ways.code')}</ToggleButton>
            <ToggleButton value="blocks">{translate('templates.ways.blocks')}</ToggleButton>
          </ToggleButtonGroup>
        )}
      </Stack>
      {way === 'blocks' && design.source !== null ? (
        <LazyBlocks
          source={design.source}
          onChange={design.write}
          variables={variables}
          files={
            files && write
              ? { list: (content[files.name] ?? []) as AttachedFile[], set: (list) => write({ [files.name]: list }) }
              : null
          }
        />
      ) : (
        <LazyCode
          language="html"
          label={label}
          value={source}
          onChange={write && (design.source === null ? (text) => write({ [field.name]: text }) : design.write)}
          variables={variables}
          marks={marks}
          jump={place}
          height={440}
          onReady={(ready) => {
            insert.current = ready
          }}
        />
      )}
      {adding && <ImageDialog onAdd={addImage} onClose={() => setAdding(false)} />}
      {asking && (
        <ConfirmDialog
          title={translate(`templates.switch.${asking}.title`)}
          confirm={translate(`templates.switch.${asking}.confirm`)}
          onConfirm={() => {
            if (asking === 'blocks') design.begin()
            else design.drop()
            setWay(asking === 'blocks' ? 'blocks' : 'code')
            setAsking(null)
          }}
          onClose={() => setAsking(null)}
        >
          {translate(`templates.switch.${asking}.text`)}
        </ConfirmDialog>
      )}
    </div>
  )
}
