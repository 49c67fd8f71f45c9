import Box from '@mui/material/Box'
import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import { useTranslate } from 'ra-core'
import { type ReactNode, useId, useState } from 'react'
import type { Opened } from '../types.ts'
import { Html } from './Html.tsx'

type Side = 'html' | 'text' | 'headers' | 'raw'

/** One message from its sides: as shown, as text, its headers, and as it came over the wire. */
export function Sides({ message }: { message: Opened }) {
  const translate = useTranslate()
  const id = useId()
  const { view, raw, title } = message
  const sides: Partial<Record<Side, ReactNode>> = {
    ...(view?.html ? { html: <Html html={view.html} title={title} /> } : {}),
    ...(view?.text ? { text: <Plain text={view.text} label={translate('sandbox.sides.text')} /> } : {}),
    ...(view && view.headers.length > 0 ? { headers: <Headers headers={view.headers} /> } : {}),
    raw: <Plain text={raw} label={translate('sandbox.sides.raw')} mono />,
  }
  const names = Object.keys(sides) as Side[]
  const [chosen, setChosen] = useState<Side>(names[0]!)
  return (
    <Box sx={{ mt: 2 }}>
      <Tabs
        value={chosen}
        onChange={(_event, side: Side) => setChosen(side)}
        variant="scrollable"
        aria-label={translate('sandbox.sides.label')}
        sx={{
          borderBottom: 1,
          borderColor: 'divider',
          mb: 1.5,
          minHeight: 40,
          '& .MuiTab-root': { minWidth: 0, px: { xs: 1.5, sm: 2.5 } },
        }}
      >
        {names.map((side) => (
          <Tab
            key={side}
            value={side}
            id={`${id}-${side}`}
            aria-controls={`${id}-panel`}
            label={translate(`sandbox.sides.${side}`)}
            sx={{ minHeight: 40 }}
          />
        ))}
      </Tabs>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen}`}>
        {sides[chosen]}
      </div>
    </Box>
  )
}

function Plain({ text, label, mono = false }: { text: string; label: string; mono?: boolean }) {
  return (
    <Box
      component="pre"
      tabIndex={0}
      role="region"
      aria-label={label}
      sx={{
        m: 0,
        p: 1.5,
        maxHeight: 640,
        overflow: 'auto',
        whiteSpace: 'pre-wrap',
        overflowWrap: 'anywhere',
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        fontSize: mono ? 12.5 : 14,
        fontFamily: mono ? 'ui-monospace, monospace' : 'inherit',
      }}
    >
      {text}
    </Box>
  )
}

function Headers({ headers }: { headers: readonly { name: string; value: string }[] }) {
  return (
    <Box component="dl" sx={{ m: 0, fontSize: 14 }}>
      {headers.map(({ name, value }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a header may stand twice, and the list never changes
        <Box key={i} sx={{ display: { sm: 'flex' }, gap: 2, py: 0.5, borderBottom: 1, borderColor: 'divider' }}>
          <Box component="dt" sx={{ fontWeight: 600, width: { sm: 200 }, flexShrink: 0, overflowWrap: 'anywhere' }}>
            {name}
          </Box>
          <Box
            component="dd"
            sx={{ m: 0, overflowWrap: 'anywhere', fontFamily: 'ui-monospace, monospace', fontSize: 13 }}
          >
            {value}
          </Box>
        </Box>
      ))}
    </Box>
  )
}
