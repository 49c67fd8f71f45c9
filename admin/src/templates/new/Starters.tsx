import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { useQuery } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useId } from 'react'
import { MailFrame } from '../../parts/MailFrame.tsx'
import { compileMjml } from '../blocks/compile.ts'
import { STARTERS, type StarterLanguage, type StarterName, starter } from './starters.ts'

const WIDTH = 640
const SCALE = 0.36
const HEIGHT = 640

interface StartersProps {
  readonly value: StarterName | null
  readonly language: StarterLanguage
  readonly onChange: (name: StarterName | null) => void
}

/** Designs to begin with, each as it will look; or an empty page. */
export function Starters({ value, language, onChange }: StartersProps) {
  const translate = useTranslate()
  const id = useId()
  return (
    <>
      <Typography variant="h3" component="h2" id={id} sx={{ mb: 1 }}>
        {translate('templates.begin_with')}
      </Typography>
      <RadioGroup
        aria-labelledby={id}
        value={value ?? ''}
        onChange={(_event, next) => onChange((next || null) as StarterName | null)}
        sx={{ display: 'grid', gap: 2, gridTemplateColumns: `repeat(auto-fill, minmax(${WIDTH * SCALE + 26}px, 1fr))` }}
      >
        {STARTERS.map((name) => (
          <Choice key={name} name={name} language={language} chosen={value === name} />
        ))}
        <Frame chosen={value === null}>
          <FormControlLabel value="" control={<Radio size="small" />} label={translate('templates.starters.empty')} />
        </Frame>
      </RadioGroup>
    </>
  )
}

function Frame({ chosen, children }: { chosen: boolean; children: React.ReactNode }) {
  return (
    <Box sx={{ border: 2, borderColor: chosen ? 'primary.main' : 'divider', borderRadius: 1, p: 1, minWidth: 0 }}>
      {children}
    </Box>
  )
}

function Choice({ name, language, chosen }: { name: StarterName; language: StarterLanguage; chosen: boolean }) {
  const translate = useTranslate()
  const { data } = useQuery({
    queryKey: ['starter', name, language],
    queryFn: () => compileMjml(starter(name, language).design),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const label = translate(`templates.starters.${name}`)
  const html = data?.html.replaceAll(/\{\{[^}]*"([^"]*)"\}\}/g, '$1').replaceAll(/\{\{workspace\.name\}\}/g, 'Carillon')
  return (
    <Frame chosen={chosen}>
      <FormControlLabel value={name} control={<Radio size="small" />} label={label} />
      <Box aria-hidden inert sx={{ width: WIDTH * SCALE, height: HEIGHT * SCALE, overflow: 'hidden', mx: 'auto' }}>
        {html === undefined ? (
          <Skeleton variant="rounded" height={HEIGHT * SCALE} />
        ) : (
          <Box sx={{ width: WIDTH, transform: `scale(${SCALE})`, transformOrigin: '0 0' }}>
            <MailFrame html={html} title={label} width={WIDTH} height={HEIGHT} />
          </Box>
        )}
      </Box>
    </Frame>
  )
}
